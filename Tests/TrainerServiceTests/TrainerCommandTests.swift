import ArgumentParser
import ConsolePrograms
import DurableFiles
import TestSupport
import Testing
import TrainerService

struct TrainerCommandTests {
    static let refused: [(arguments: String, reason: String)] = [
        ("train --base b --train t --dev d", "say where the bundle goes"),
        ("train --base b --train t --dev d --out o --models m", "exclude each other"),
        ("train --base b --train t --dev d --out o --promote", "--promote needs --models"),
        ("train --base b --train t --dev d --out o --max-length 7", "--max-length is 8 to 512"),
        ("train --base b --train t --dev d --out o --max-length 513", "--max-length is 8 to 512"),
        ("train --base b --train t --dev d --out o --threads 257", "--threads is 0 to 256"),
        ("train --base b --train t --dev d --out o --threads=-1", "--threads is 0 to 256"),
        ("train --base b --train t --dev d --out o --recipe magic", "magic"),
        ("train --base b --train t --dev d --out o --variation-weight 2", "--variation-weight is 0 to 1"),
        ("train --base b --train t --dev d --out o --recipe probe --prior p", "--prior belongs to --recipe auto"),
        ("train --train t --dev d --out o", "--base"),
        ("evaluate --data d", "--model"),
        ("evaluate --model m --data d --threads 257", "--threads is 0 to 256"),
        ("unknown", "unknown"),
    ]

    @Test("arguments that make no sense are refused with exit 64 before anything is read", arguments: refused)
    func refuses(arguments: String, reason: String) throws {
        let error = try #require(throws: (any Error).self) { try parsed(arguments.split(separator: " ").map(String.init)) }
        #expect(Self.isUsage(error))
        #expect(Self.message(error).contains(reason))
    }

    static func isUsage(_ error: any Error) -> Bool { TrainerCommand.exitCode(for: error).rawValue == ProgramExit.usage.rawValue }
    static func message(_ error: any Error) -> String { TrainerCommand.fullMessage(for: error) }

    @Test("a place that is taken is refused before the data is read: bundles are never overwritten")
    func taken() throws {
        let place = try TemporaryFolder()
        try writeFile(place.path + "/file", [])
        for out in [place.path, place.path + "/", place.path + "/file"] {
            let error = try #require(throws: ProgramFailure.self) {
                try run(["train", "--base", "none", "--train", "none.tsv", "--dev", "none.tsv", "--out", out])
            }
            #expect(error.exit == .usage && error.message.contains("exists already"))
        }
    }

    @Test("data that is not there ends with exit 66 and its name, and nothing is written")
    func missingData() throws {
        let place = try TemporaryFolder()
        let error = try #require(throws: ProgramFailure.self) {
            try run(["train", "--base", "none", "--train", place.path + "/none.tsv", "--dev", "d.tsv", "--out", place.path + "/out"])
        }
        #expect(error.exit == .inputMissing && error.message.contains("none.tsv"))
        #expect(try names(in: place.path).isEmpty)
    }
}

func parsed(_ arguments: [String]) throws -> any ParsableCommand { try TrainerCommand.parseAsRoot(arguments) }

func run(_ arguments: [String]) throws {
    var command = try parsed(arguments)
    try command.run()
}
