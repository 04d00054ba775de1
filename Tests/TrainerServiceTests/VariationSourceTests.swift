import ConsolePrograms
import DurableFiles
import LabeledData
import TestSupport
import Testing
import TrainerService

struct VariationSourceTests {
    private let folder: TemporaryFolder
    private var path: String { folder.path + "/v.jsonl" }

    init() throws { folder = try TemporaryFolder() }

    @Test("a message gets what was written for exactly its text, each once and never itself")
    func replay() throws {
        let lines = [
            #"{"source":"a","variation":"a1","model":"x"}"#, "", #"{"variation":"b1","source":"b"}"#, #"{"source":"a","variation":"a2"}"#,
            #"{"source":"a","variation":"a1"}"#, #"{"source":"a","variation":"a"}"#,
        ]
        try writeFile(path, Array(lines.joined(separator: "\n").utf8))
        let source = try ReplayedVariations(path)
        #expect(source.variations(of: "a", label: .selfHarm) == ["a1", "a2"])
        #expect(source.variations(of: "b", label: .notHarmful) == ["b1"])
        #expect(source.variations(of: "A", label: .selfHarm).isEmpty)
        #expect(source.sourceCount == 2 && source.name == "replay of v.jsonl")
        #expect(NoVariations().variations(of: "a", label: .selfHarm).isEmpty)
    }

    static let malformed: [(content: String, reason: String)] = [
        ("", "has no variations"), ("{\"source\":\"a\",\"variation\":\"b\"}\n{", ":2: "), ("[1]", ":1: the line is no object"),
        (#"{"source":"a"}"#, ":1: the line is no object with the strings"), (#"{"source":"a","variation":7}"#, ":1: "),
        (#"{"source":"a","variation":" "}"#, ":1: the variation is empty"),
    ]

    @Test("a malformed file is refused with its line", arguments: malformed)
    func refuses(content: String, reason: String) throws {
        try writeFile(path, Array(content.utf8))
        let error = try #require(throws: ProgramFailure.self) { try ReplayedVariations(path) }
        #expect(error.exit == .inputMissing && error.message.contains(reason) && error.message.contains(path))
    }

    @Test("a file that is not there is named")
    func missing() throws {
        let error = try #require(throws: ProgramFailure.self) { try ReplayedVariations(path) }
        #expect(error.exit == .inputMissing && error.message.contains("v.jsonl"))
    }
}
