import ConsolePrograms
import Foundation
import JSONParsing
import Metrics
import OperatorCommands
import TestSupport
import Testing

struct TopFiguresTests {
    private static func reading(_ text: String) -> TopReading { TopReading(MetricsSamples(text)) }

    static func golden() throws -> TopReading {
        let file = Goldens.repository.appendingPathComponent("Tests/Goldens/metrics/picketd.txt")
        return reading(try String(contentsOf: file, encoding: .utf8))
    }

    private static func state(start: Int = 100, ok: Int = 0, full: Int = 0, harm: Int = 0, fine: Int = 0, buckets: [Int] = [0, 0, 0])
        -> TopReading
    {
        reading(
            """
            process_start_time_seconds \(start)
            process_resident_memory_bytes 104857600
            picket_build_info{version="9.9"} 1
            picket_model_info{bundle="b1",precision="int8"} 1
            picket_requests_total{endpoint="/v1/classify",code="200"} \(ok)
            picket_requests_total{endpoint="/v1/classify",code="429"} \(full)
            picket_rejected_total{reason="queue_full"} \(full)
            picket_classifications_total{class="self-harm",action="block"} \(harm)
            picket_classifications_total{class="not-harmful",action="allow"} \(fine)
            picket_queue_depth 3
            picket_request_duration_seconds_bucket{le="0.001"} \(buckets[0])
            picket_request_duration_seconds_bucket{le="0.01"} \(buckets[1])
            picket_request_duration_seconds_bucket{le="+Inf"} \(buckets[2])
            """)
    }

    @Test("figures are the difference of two readings")
    func difference() throws {
        let figures = TopFigures(
            from: Self.state(ok: 100, full: 1, harm: 5, fine: 95, buckets: [50, 100, 100]),
            to: Self.state(ok: 300, full: 3, harm: 6, fine: 294, buckets: [150, 300, 300]), seconds: 2, time: 1_100)
        #expect(!figures.isAfterRestart)
        #expect(figures.requests.values.sorted() == [2, 200])
        #expect(figures.refusals == ["queue_full": 2])
        #expect(figures.verdicts.values.sorted() == [1, 199])
        #expect(figures.uptime == 1_000)
        let times = try #require(figures.percentiles[.request])
        // Half of what came lies in the first bucket.
        #expect(times.p50 == 0.001)
        #expect(times.p99 > 0.009 && times.p99 <= 0.01)
        let screen = TopScreen(columns: 80).lines(figures)
        #expect(screen.contains { $0.contains("101.0/s (200: 200, 429: 2)") && $0.contains("refused: 2 queue_full") })
        #expect(screen.contains { $0.hasPrefix("self-harm") && $0.contains("0.5 %") && $0.contains("2.0 %") && $0.contains("block 1") })
        #expect(screen.first == "picketd 9.9, up 16 min 40 s, 100 MiB")
        #expect(screen.allSatisfy { displayWidth($0) <= 80 })
        #expect(TopScreen(columns: 40).lines(figures).allSatisfy { displayWidth($0) <= 40 })
        let json = try #require(figures.json.object)
        #expect(json["statuses"] == ["200": 200, "429": 2])
        #expect(json["durations"]?.object?["queue"] == .null)
        #expect(json["classes"] == ["not-harmful": 199, "self-harm": 1])
    }

    @Test("an interval without a request has no time, and nobody makes one up")
    func empty() {
        let same = Self.state(ok: 10, buckets: [5, 10, 10])
        let figures = TopFigures(from: same, to: same, seconds: 1, time: 200)
        #expect(figures.percentiles.isEmpty && figures.requests.isEmpty)
        #expect(TopScreen(columns: 80).lines(figures).contains("no request for a verdict in 1.0 s"))
    }

    @Test("a process that began at another time, or whose counters fell, is a new one, and counts from its start")
    func restart() {
        let before = Self.state(ok: 100, fine: 100, buckets: [50, 100, 100])
        for after in [
            Self.state(start: 150, ok: 100, fine: 100, buckets: [50, 100, 100]), Self.state(ok: 7, fine: 7, buckets: [7, 7, 7]),
        ] {
            let figures = TopFigures(from: before, to: after, seconds: 1, time: 200)
            #expect(figures.isAfterRestart)
            #expect(figures.verdicts.values.reduce(0, +) == after.verdicts.values.reduce(0, +))
            #expect(TopScreen(columns: 80).lines(figures).contains { $0.contains("started again") })
        }
    }

    @Test("a percentile lies in the bucket of the true one", arguments: [10, 100, 1_000])
    func percentiles(count: Int) throws {
        var random = RandomNumbers(seed: count)
        let values = (0..<count).map { _ in 1e-4 * pow(10, 3 * Double.random(in: 0..<1, using: &random)) }.sorted()
        var histogram = Histogram(.exponential(first: 1e-5, factor: 1.5, count: 40))
        for value in values { histogram.observe(value) }
        var (text, sum) = ("", 0)
        for (index, bucket) in histogram.counts.enumerated() {
            sum += bucket
            let bound = index < histogram.bounds.values.count ? "\(histogram.bounds.values[index])" : "+Inf"
            text += "picket_request_duration_seconds_bucket{le=\"\(bound)\"} \(sum)\n"
        }
        let figures = TopFigures(from: Self.reading(""), to: Self.reading(text), seconds: 1, time: 0)
        let found = try #require(figures.percentiles[.request])
        for (share, value) in [(0.5, found.p50), (0.95, found.p95), (0.99, found.p99)] {
            let exact = values[min(count - 1, Int((share * Double(count)).rounded(.up)) - 1)]
            #expect(histogram.bounds.bucket(of: value) == histogram.bounds.bucket(of: exact))
        }
    }

    static let hostile = [
        "picket_request_duration_seconds_bucket{le=\"x\"} 1", "picket_request_duration_seconds_bucket{le=\"+Inf\"} 1",
        "picket_request_duration_seconds_bucket{le=\"1\"} 5\npicket_request_duration_seconds_bucket{le=\"+Inf\"} 1",
        "picket_request_duration_seconds_bucket{le=\"1\"} -1\npicket_request_duration_seconds_bucket{le=\"+Inf\"} 1",
        "picket_request_duration_seconds_bucket{le=\"1\"} 1\npicket_request_duration_seconds_bucket{le=\"1\"} 1",
        "process_start_time_seconds 1e308", "process_resident_memory_bytes +Inf", "picket_queue_depth -Inf",
        "picket_requests_total{endpoint=\"a\",code=\"b\"} 1e300", "picket_requests_total 5",
        "picket_build_info{version=\"\u{1B}[2J\"} 1",
    ]

    @Test("whatever a daemon says, nothing traps, no control character is shown, and no time is made of it", arguments: hostile)
    func hostileText(text: String) throws {
        for (from, to) in [("", text), (text, text), (text, "")] {
            let figures = TopFigures(from: Self.reading(from), to: Self.reading(to), seconds: 1, time: 1e9)
            #expect(figures.percentiles.isEmpty)
            #expect(TopScreen(columns: 80).lines(figures).allSatisfy { line in line.unicodeScalars.allSatisfy { $0.value >= 0x20 } })
            _ = JSONWriter.compactText(figures.json)
        }
    }

    @Test("the golden text of the daemon fills the screen")
    func goldenScreen() throws {
        let figures = TopFigures(from: Self.reading(""), to: try Self.golden(), seconds: 1, time: 1e9)
        let lines = TopScreen(columns: 80).lines(figures)
        #expect(lines.contains("bundle 20261122T150301-3fa9c1d204be, int8"))
        for name in ["request", "queue", "tokenize", "inference"] { #expect(lines.contains { $0.hasPrefix(name) }) }
        #expect(lines.count <= 22)
    }
}

struct TopFollowingTests {
    @Test("the first reading has nothing to be compared with; a daemon that is silent is asked again, and its return is told")
    func steps() throws {
        let reading = try TopFiguresTests.golden()
        var following = TopFollowing()
        #expect(following.take(.success(reading), now: 0, time: 0) == .first)
        guard case .figures(let figures) = following.take(.success(reading), now: 2, time: 2) else {
            Issue.record("no figures")
            return
        }
        #expect(figures.seconds == 2 && figures.requests.isEmpty)
        let failure = ProgramFailure(.tryAgainLater, "nobody")
        #expect(following.take(.failure(failure), now: 3, time: 3) == .silent(reason: "nobody", seconds: 0))
        #expect(following.take(.failure(failure), now: 65, time: 65) == .silent(reason: "nobody", seconds: 62))
        let line = following.take(.failure(failure), now: 65, time: 65).lines(columns: 80)
        #expect(line == ["picketd has not answered for 1 min 2 s: nobody"])
        guard case .figures(let back) = following.take(.success(reading), now: 70, time: 70) else {
            Issue.record("no figures")
            return
        }
        #expect(back.seconds == 68)
    }
}
