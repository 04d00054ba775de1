import Classification
import JSONParsing
import TestSupport
import Testing

struct TrafficHistoryTests {
    static let labels = ["a", "b", "not-harmful"]

    static func verdict(_ probabilities: [Float], layers: Int = 6) -> Verdict {
        var scores = WindowScores(labels: labels)
        scores.add(probabilities, layers: layers)
        return Verdict(labels: labels, windowScores: scores, tokens: 5, truncated: false)
    }

    private func history(_ hours: [(hour: Int, bundle: String)]) -> TrafficHistory {
        var history = TrafficHistory()
        for (hour, bundle) in hours {
            history.add(Self.verdict([0.7, 0.2, 0.1]), bundle: bundle, labels: Self.labels, layers: 6, hour: hour)
        }
        return history
    }

    @Test("a summary counts texts, classes, entropies and scores")
    func counts() {
        var hour = HourSummary(hour: 10, bundle: "x", labels: Self.labels)
        let verdicts = [Self.verdict([0.7, 0.2, 0.1]), Self.verdict([0.1, 0.2, 0.7], layers: 2), Self.verdict([1, 0, 0])]
        for verdict in verdicts { hour.add(verdict, layers: 6) }
        #expect(hour.texts == 3)
        #expect(hour.earlyExits == 1)
        #expect(hour.classCounts == [2, 0, 1])
        // H(0.7, 0.2, 0.1) = 0.802: bin 5.
        #expect(hour.entropyCounts[5] == 2)
        #expect(hour.entropyCounts[0] == 1)
        #expect(abs(hour.entropySum - 2 * 0.8018) < 1e-3)
        #expect(abs(hour.scoreSums[0] - 1.8) < 1e-6)
    }

    @Test("entropies below, on and above the edges of bins have one bin each")
    func bins() {
        #expect(EntropyBins.bin(0) == 0)
        #expect(EntropyBins.bin(-1) == 0)
        #expect(EntropyBins.bin(.nan) == 0)
        #expect(EntropyBins.bin(0.16) == 1)
        #expect(EntropyBins.bin(1.7917595) == 11)
        #expect(EntropyBins.bin(9) == 11)
        #expect(EntropyBins.bin(.infinity) == 11)
        #expect(EntropyBins.edges.count == EntropyBins.count)
    }

    @Test("hours stay in their order, one summary for each bundle in each, and those older than a week are forgotten")
    func hours() {
        var history = history([(5, "x"), (5, "y"), (5, "x"), (7, "y"), (6, "y")])
        #expect(history.hours.map { "\($0.hour)\($0.bundle)\($0.texts)" } == ["5x2", "5y1", "6y1", "7y1"])
        history.forget(before: 5 + TrafficHistory.hoursKept)
        #expect(history.hours.map(\.hour) == [6, 7])
        // A clock that was a year ahead and is right again.
        history.add(Self.verdict([1, 0, 0]), bundle: "y", labels: Self.labels, layers: 6, hour: 100_000)
        history.forget(before: 7)
        #expect(history.hours.isEmpty)
    }

    @Test("however many models are swapped in and out, the memory is bounded")
    func bounded() {
        let history = history((0..<1_000).map { (3, "bundle-\($0)") })
        #expect(history.hours.count == 16)
    }

    @Test("a history reads back from its JSON")
    func roundTrip() {
        let history = history([(5, "x"), (6, "y"), (6, "x")])
        #expect(TrafficHistory(json: history.json, now: 6) == history)
        #expect(TrafficHistory(json: history.json, now: 5).hours.count == 1)
    }

    @Test("summaries that do not add up are left out, and nothing traps, for every member changed")
    func hostile() throws {
        let good = try #require(history([(5, "x")]).hours.first)
        #expect(HourSummary(json: good.json) == good)
        let values: [JSONValue] = [
            nil, -1, 2, "x", [], ["sum": 1], .double(1e300), .number(JSONNumber(text: "1e999")),
            .number(JSONNumber(text: "99999999999999999999")),
            ["a": -1, "b": 2, "not-harmful": 0], ["a": 9_223_372_036_854_775_807, "b": 1, "not-harmful": 0], .object(JSONObject()),
            ["sum": 0, "bin_width": .double(0.15), "counts": [1, 1]], ["a": 1, "a": 0, "b": 0],
        ]
        for key in try #require(good.json.object).keys where key != "start" {
            for value in values {
                var object = try #require(good.json.object)
                object[key] = value
                if let read = HourSummary(json: .object(object)) {
                    #expect(read.classCounts.reduce(0, +) == read.texts, "\(key) \(value)")
                    #expect(read.scoreSums.count == read.labels.count)
                }
            }
            var object = try #require(good.json.object)
            object[key] = JSONValue?.none
            #expect(HourSummary(json: .object(object)) == nil, "\(key)")
        }
        #expect(TrafficHistory(json: ["version": 1, "hours": [1, good.json, []]], now: 5).hours == [good])
        for value in [JSONValue.null, [], "x", ["hours": [good.json]]] { #expect(TrafficHistory(json: value, now: 5).hours.isEmpty) }
    }
}
