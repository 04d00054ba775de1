import Foundation
import JSONParsing
import Testing

extension BuiltPrograms {
    /// picket-bench: that it measures, and says so in one JSON object. What it measures is not judged here.
    struct BenchCommandTests {
        static func report(_ arguments: [String]) throws -> JSONObject {
            let outcome = try Programs.run("picket-bench", arguments + ["--json"])
            try #require(outcome.exitCode == 0, "\(outcome.errors)")
            let object = try #require(try JSONParser.parse(outcome.output).object)
            #expect(object["benchmark"]?.string == arguments[0])
            #expect(object["machine"]?.object?.keys == ["processor", "processors", "kernel", "load_at_start", "idle"])
            return object
        }

        static func rows(_ object: JSONObject) -> [JSONObject] { object["rows"]?.array?.compactMap(\.object) ?? [] }

        /// A file of messages: the installed program does not know where the seed set is.
        static func texts() throws -> String {
            let path = try TrainedBundles.shared.get().folder + "/bench-texts-\(UUID().uuidString.prefix(8))"
            try Data(TrainedBundles.texts(40).joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: path))
            return path
        }

        static func champion() throws -> String { try TrainedBundles.shared.get().models + "/champion" }

        @Test("latency has a row for each cell, and tokenize one for each group")
        func passes() throws {
            let texts = try Self.texts()
            let latency = try Self.report([
                "latency", "--model", try Self.champion(), "--texts", texts, "--tokens", "8,16", "--rounds", "2", "--passes", "2",
            ])
            let rows = Self.rows(latency)
            #expect(rows.map { $0["tokens"]?.int } == [8, 16] && rows.allSatisfy { $0["passes"]?.int ?? 0 >= 2 })
            #expect(rows.allSatisfy { ($0["p10_us"]?.double ?? 0) > 0 && ($0["p10_us"]?.double ?? 0) <= ($0["p90_us"]?.double ?? 0) })
            let tokenize = Self.rows(try Self.report(["tokenize", "--model", try Self.champion(), "--rounds", "2"]))
            #expect(tokenize.map { $0["tokens"]?.string } == ["16", "all"])
        }

        @Test("paced, a round runs for each line of standard input")
        func paced() throws {
            let outcome = try Programs.run(
                "picket-bench",
                ["latency", "--model", try Self.champion(), "--texts", try Self.texts(), "--tokens", "8", "--passes", "3", "--paced"],
                input: "round\nround\n")
            #expect(outcome.exitCode == 0 && outcome.lines.count == 2, "\(outcome.errors)")
            for line in outcome.lines {
                #expect((try JSONParser.parse(line).object?["1x8"]?.array?.count).map { (1...3).contains($0) } == true)
            }
        }

        @Test("throughput loads a daemon of its own in closed and open loops, without faults")
        func throughput() throws {
            let object = try Self.report([
                "throughput", "--model", try Self.champion(), "--texts", try Self.texts(), "--connections", "1,4", "--rate", "20",
                "--seconds", "0.5", "--warm-up", "0.1",
            ])
            let rows = Self.rows(object)
            #expect(rows.map { $0["load"]?.string } == ["closed", "closed", "open, 20.0/s"])
            #expect(rows.map { $0["connections"]?.int } == [1, 4, 4])
            #expect(rows.allSatisfy { $0["faults"] == 0 && ($0["answers"]?.int ?? 0) > 0 })
            #expect(object["one_connection"]?.object?.keys == ["socket_p50_us", "compute_p50_us", "above_p50_us"])
        }

        @Test("throughput loads a service that runs already, and leaves it running")
        func running() throws {
            try withDaemon { daemon, _ in
                let object = try Self.report([
                    "throughput", "--socket", daemon.socket, "--texts", try Self.texts(), "--connections", "2", "--seconds", "0.2",
                    "--warm-up",
                    "0",
                ])
                #expect(Self.rows(object).map { $0["faults"] } == [0])
                #expect(try daemon.pending() == 0)
            }
        }

        @Test("load starts the daemon and reads its memory; swap swaps it and loses nothing")
        func daemons() throws {
            let texts = try Self.texts()
            let load = Self.rows(
                try Self.report(["load", "--model", try Self.champion(), "--texts", texts, "--starts", "2", "--messages", "40"]))
            #expect(load.count == 6 && load.allSatisfy { ($0["median"]?.double ?? 0) > 0 })
            let swap = try Self.report([
                "swap", "--models", try TrainedBundles.shared.get().models, "--texts", texts, "--swaps", "4", "--rounds", "2",
                "--connections", "2",
            ])
            #expect(swap["swaps_done"] == 4 && swap["failed_requests"] == 0 && (swap["p99_ratio"]?.double ?? 0) > 0)
            #expect(Self.rows(swap).map { $0["load"]?.string } == ["during swaps", "without", "the swaps"])
        }

        @Test("train counts the steps that it was told to")
        func train() throws {
            let base = try #require(Programs.base)
            let rows = Self.rows(
                try Self.report(["train", "--base", base, "--train", TrainedBundles.seed + "/dev.tsv", "--steps", "2", "--batch-size", "4"])
            )
            let row = try #require(rows.first)
            #expect(row["steps"] == 2 && (row["median_ms"]?.double ?? 0) > 0 && (row["tokens_per_second"]?.double ?? 0) > 0)
        }
    }
}
