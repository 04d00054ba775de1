import ArgumentParser
import Benchmarks
import ConsolePrograms
import DurableFiles
import JSONParsing
import TestSupport
import Testing

struct BenchCommandTests {
    private static func parsed(_ arguments: [String]) throws -> any ParsableCommand { try BenchCommand.parseAsRoot(arguments) }

    static let refused: [(arguments: String, reason: String)] = [
        ("latency --tokens 0", "--tokens"), ("latency --tokens 8,8", "--tokens"), ("latency --tokens 8,", "--tokens"),
        ("latency --tokens 513", "--tokens is at most 512"), ("latency --rounds 0", "--rounds is 1 to 100000"),
        ("latency --batch 2000", "--batch is at most 1024"), ("latency --threads 300", "--threads is at most 256"),
        ("latency --precision int3", "--precision 'int3' is not available"), ("tokenize --rounds 0", "--rounds"),
        ("throughput --rate fast", "--rate"), ("throughput --seconds 0", "--seconds is 0.1 to 86400"),
        ("throughput --seconds nan", "--seconds"), ("throughput --warm-up -1", "--warm-up"),
        ("throughput --connections 5000", "--connections is at most 1000"), ("throughput --arrivals bursts", "--arrivals"),
        ("throughput --daemon-threads 999", "--daemon-threads is 0 to 256"), ("load --starts 0", "--starts"),
        ("load --messages -1", "--messages"), ("swap --swaps 0", "--swaps"), ("swap --swaps 3 --rounds 4", "--rounds"),
        ("swap --precision int3", "--precision"), ("train --batch-size 0", "--batch-size"), ("train --max-length 4", "--max-length"),
        ("train --steps 0", "--steps"), ("unknown", "unknown"),
    ]

    @Test("arguments that make no sense are refused with exit 64", arguments: refused)
    func refuses(arguments: String, reason: String) throws {
        let error = try #require(throws: (any Error).self) { try Self.parsed(arguments.split(separator: " ").map(String.init)) }
        #expect(BenchCommand.exitCode(for: error).rawValue == ProgramExit.usage.rawValue)
        #expect(BenchCommand.fullMessage(for: error).contains(reason))
    }

    @Test("every subcommand has help with an example", arguments: BenchCommand.configuration.subcommands.map { $0._commandName })
    func help(name: String) throws {
        let error = try #require(throws: (any Error).self) {
            var command = try Self.parsed([name, "--help"])
            try command.run()
        }
        let text = BenchCommand.fullMessage(for: error)
        #expect(text.contains("Example") && text.contains("picket-bench \(name)") && text.contains("--json"))
    }

    @Test("the subcommands are those that the README names")
    func subcommands() {
        #expect(
            BenchCommand.configuration.subcommands.map { $0._commandName } == [
                "latency", "tokenize", "throughput", "load", "swap", "train",
            ])
    }

    @Test(
        "a model that is not there is exit 66",
        arguments: [["latency"], ["tokenize"], ["swap"], ["train"]])
    func noModel(command: [String]) throws {
        let place = try TemporaryFolder()
        let option = ["swap": "--models", "train": "--base"][command[0]] ?? "--model"
        let failure = #expect(throws: ProgramFailure.self) {
            var command = try Self.parsed(command + [option, place.path + "/none"])
            try command.run()
        }
        #expect(failure?.exit == .inputMissing && failure?.message.contains("none") == true)
    }

    @Test("a daemon that cannot be started, or ends at once, is an error and not a wait")
    func noDaemon() throws {
        let place = try TemporaryFolder()
        for (program, exit) in [(place.path + "/none", ProgramExit.inputMissing), ("/bin/false", .badConfiguration)] {
            let failure = #expect(throws: ProgramFailure.self) {
                var command = try Self.parsed(["load", "--model", place.path, "--picketd", program, "--starts", "1"])
                try command.run()
            }
            #expect(failure?.exit == exit, "\(failure?.message ?? "")")
        }
    }

    @Test("passes of a tiny model are measured, alone and on two threads, and what comes out is written for others to compare")
    func latency() throws {
        let place = try TemporaryFolder()
        let model = try TinyClassifier(labels: nil)
        try writeFile(place.path + "/texts", Array("calm alarm\ncalm\n".utf8))
        let inputs = place.path + "/inputs.json"
        var command = try Self.parsed([
            "latency", "--model", model.path, "--tokens", "4,8", "--batch", "1,3", "--threads", "1,2", "--rounds", "1", "--passes", "2",
            "--texts", place.path + "/texts", "--json", "--write-inputs", inputs,
        ])
        try command.run()
        let object = try #require(try JSONParser.parse(try readFile(inputs, limitBytes: 1 << 20)).object)
        #expect(object.keys == ["sequences", "embeddings", "logits"])
        for key in ["sequences", "embeddings", "logits"] {
            let part = try #require(object[key]?.object)
            #expect(part.keys == ["4", "8"] && part["4"]?.array?.count == 64)
        }
        #expect(object["embeddings"]?.object?["8"]?.array?.first?.array?.count == 16)
        #expect(object["logits"]?.object?["8"]?.array?.first?.array?.count == 6)
    }

    @Test("more tokens than a model takes are refused")
    func tooLong() throws {
        let model = try TinyClassifier(labels: nil)
        let failure = #expect(throws: ProgramFailure.self) {
            var command = try Self.parsed(["latency", "--model", model.path, "--tokens", "25"])
            try command.run()
        }
        #expect(failure?.exit == .usage && failure?.message == "25 tokens are more than the 24 of this model")
    }
}
