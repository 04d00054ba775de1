import ArgumentParser
import ConsolePrograms
import DurableFiles
import JSONParsing
import TestSupport
import Testing
import TrainerService

struct ReproduceCommandTests {
    static let refused: [(arguments: String, reason: String)] = [
        ("--base b --out o", "--data"), ("--data d --out o", "--base"), ("--data d --base b", "--out"),
        ("--data d --base b --out o --seeds 0", "--seeds is 1 to 100"), ("--data d --base b --out o --epochs 0", "--epochs is 1 to 1000"),
        ("--data d --base b --out o --max-length 513", "--max-length is 8 to 512"),
        ("--data d --base b --out o --threads 257", "--threads is 0 to 256"), ("--data d --base b --out o --splits best", "best"),
        ("--data d --base b --out o --splits cluster cluster", "--splits names a split twice"),
        ("--data d --base b --out o --tables 3", "--tables are some of 4, 5 and 6"), ("--data d --base b --out o --settings mine", "mine"),
    ]

    @Test("arguments that make no sense are refused with exit 64 before anything is read", arguments: refused)
    func refuses(arguments: String, reason: String) throws {
        let error = try #require(throws: (any Error).self) {
            try ReproduceCommand.parse(arguments.split(separator: " ").map(String.init))
        }
        #expect(ReproduceCommand.exitCode(for: error).rawValue == ProgramExit.usage.rawValue)
        #expect(ReproduceCommand.fullMessage(for: error).contains(reason))
    }

    @Test("the options choose what is trained: settings, splits, tables, seeds, epochs and length")
    func options() throws {
        let fixture = try PaperFixture(relabelled: 1)
        let trainer = FakeTrainer()
        try fixture.command(
            "--settings", "paper", "--splits", "cluster", "random", "--tables", "6", "--seeds", "2", "--epochs", "4", "--max-length", "40"
        ).run(trainer: trainer.train) { _ in }
        #expect(trainer.runs.count == 6)
        #expect(trainer.runs.allSatisfy { $0.settings == .paper && $0.epochs == 4 && $0.maxLength == 40 && $0.threads == 1 })
        #expect(trainer.runs.map(\.seed) == [1, 1, 1, 2, 2, 2])
        #expect(trainer.runs.allSatisfy { $0.trainTexts.count == 84 })
    }

    @Test("without options both settings are trained with three seeds, and the paper's have its length and our epochs")
    func defaults() throws {
        let fixture = try PaperFixture(relabelled: 0)
        let trainer = FakeTrainer()
        var said: [String] = []
        try fixture.command("--json").run(trainer: trainer.train) { said.append($0) }
        #expect(said.first?.hasPrefix("NOT THE PAPER'S TEST SET") == true)
        #expect(trainer.runs.count == 9 * 2 * 3)
        let paper = trainer.runs.filter { $0.settings == .paper }
        #expect(paper.count == 27 && paper.allSatisfy { $0.maxLength == 50 && $0.epochs == 3 })
    }

    @Test("what is missing or malformed is found before the first training, and nothing is written")
    func checksFirst() throws {
        let fixture = try PaperFixture()
        let trainer = FakeTrainer()
        let command = try fixture.command()
        try writeFile(fixture.data + "/topn-all.tsv", Array("a\tb\tc\td\n".utf8))
        let malformed = try #require(throws: ProgramFailure.self) { try command.run(trainer: trainer.train) { _ in } }
        #expect(malformed.exit == .inputMissing && malformed.message.contains("topn-all.tsv"))
        try fixture.writeSplit(.topn, relabelled: 0)
        try removeFolder(fixture.bases[0])
        let absent = try #require(throws: ProgramFailure.self) { try command.run(trainer: trainer.train) { _ in } }
        #expect(absent.exit == .inputMissing && absent.message.contains(fixture.bases[0]))
        #expect(trainer.runs.isEmpty && !isFolder(fixture.out))
    }
}
