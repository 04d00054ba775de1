import ConsolePrograms
import DurableFiles
import LabeledData
import Testing
import TrainerService

struct ReproduceDataTests {
    @Test("columns are told by position: the text of a labelled set is its third column, that of a split its second")
    func positions() throws {
        let folder = try PaperFixture().folder()
        #expect(folder.bootstrap.rows.count == 12 && folder.dev.rows.count == 18)
        let first = folder.bootstrap.rows[0]
        #expect(first.line == 2 && first.text == "bootstrap self-harm 0" && first.label == .selfHarm)
        #expect(folder.bootstrap.rows[5].label == .notHarmful)
        let split = try #require(folder.splits[.random])
        #expect(split.postCount == 12)
        #expect(
            split.variations.map(\.text).prefix(6) == [
                "random v0.0", "random v0.1", "random v0.2", "random v0.3", "random v0.4", "random v1.0",
            ])
        #expect(split.posts.first?.text == "random post 0" && split.posts.count == 12)
    }

    @Test("a repair gives each post the label of its five variations, and changes nothing else")
    func repair() throws {
        let folder = try PaperFixture(relabelled: 3).folder()
        let cluster = try #require(folder.splits[.cluster])
        #expect(cluster.relabelledPosts == 3)
        #expect(cluster.postLabels(.repaired) == SafetyClass.allCases + SafetyClass.allCases)
        #expect(cluster.postLabels(.published).prefix(4) == [.medicalAdvice, .legalAdvice, .financialAdvice, .financialAdvice])
        #expect(try #require(folder.splits[.random]).relabelledPosts == 0)
    }

    @Test("a row without a text is left out and named, and the rows after it still meet their posts")
    func emptyText() throws {
        let fixture = try PaperFixture()
        var lines = try fixture.lines("coreset-all.tsv")
        lines.insert("same\t \tr\tself-harm", at: 6)
        try fixture.write("coreset-all.tsv", lines)
        let split = try #require(try fixture.folder().splits[.coreset])
        #expect(split.file.linesWithoutText == [7] && split.postCount == 12)
        #expect(split.posts.first?.text == "coreset post 0")
    }

    @Test("with a test set in the folder that is scored, without one the development set is")
    func evaluation() throws {
        let fixture = try PaperFixture()
        #expect(try fixture.folder().evaluation.name == "dev_labeled.tsv")
        try fixture.writeHuman("test", perClass: 4)
        #expect(try fixture.folder().evaluation.name == "test_labeled.tsv")
        #expect(try fixture.folder().evaluation.rows.count == 24)
    }

    @Test("a test set that cannot be read is an error, never a silent turn to the development set")
    func badTest() throws {
        let fixture = try PaperFixture()
        try makeFolder(fixture.data + "/test_labeled.tsv")
        let error = try #require(throws: ProgramFailure.self) { try fixture.folder() }
        #expect(error.exit == .inputMissing && error.message.contains("test_labeled.tsv"))
    }

    static let malformed: [(name: String, line: Int, text: String, reason: String)] = [
        ("dev_labeled.tsv", 3, "x\tr\ttitle\tfinance", "dev_labeled.tsv:3: the label 'finance'"),
        ("bootstrap_labeled.tsv", 2, "x\tr\tself-harm", "bootstrap_labeled.tsv:2: 3 fields, the header has 4"),
        ("cluster-all.tsv", 5, "x\ta\tb\tc\tself-harm", "cluster-all.tsv:5: 5 fields"),
        ("topn-all.tsv", 4, "x\tv\tr\tlegal-advice", "topn-all.tsv:4: the label 'legal-advice' differs from that of another variation"),
        ("random-all.tsv", 1, "x\ttext\tr\tself-harm", "random-all.tsv' has no column 'category'"),
        ("random-all.tsv", 1, "id\ttext", "has 2 columns, column 4 was asked for"),
    ]

    @Test("a malformed file is refused with its name and line", arguments: malformed)
    func refuses(name: String, line: Int, text: String, reason: String) throws {
        let fixture = try PaperFixture()
        var lines = try fixture.lines(name)
        lines[line - 1] = text
        try fixture.write(name, lines)
        let error = try #require(throws: ProgramFailure.self) { try fixture.folder() }
        #expect(error.exit == .inputMissing)
        #expect(error.message.contains(reason), "\(error.message)")
    }

    @Test("bytes that are no UTF-8, a split that lacks a row and a file that is not there are refused")
    func refusesFiles() throws {
        let fixture = try PaperFixture()
        try writeFile(fixture.data + "/dev_labeled.tsv", Array("a\tb\tc\td\nx\tr\t".utf8) + [0xFF] + Array("\tself-harm\n".utf8))
        #expect(try #require(throws: ProgramFailure.self) { try fixture.folder() }.message.contains("dev_labeled.tsv:2"))
        try fixture.writeHuman("dev", perClass: 1)
        try fixture.write("random-all.tsv", try fixture.lines("random-all.tsv").dropLast())
        #expect(try #require(throws: ProgramFailure.self) { try fixture.folder() }.message.contains("71 rows"))
        try removeFolder(fixture.data + "/random-all.tsv")
        #expect(try #require(throws: ProgramFailure.self) { try fixture.folder() }.message.contains("random-all.tsv"))
        // A split that is not asked for need not be there.
        #expect(try PaperFolder(fixture.data, splits: [.cluster]).splits.count == 1)
    }
}
