import DurableFiles
import Generation
import LabeledData
import OSThreads
import TestSupport
import Testing

struct ReplayGeneratorTests {
    private let folder: TemporaryFolder
    private var path: String { folder.path + "/r.jsonl" }

    init() throws { folder = try TemporaryFolder() }

    private func generator(_ lines: String) throws -> ReplayGenerator {
        try writeFile(path, Array(lines.utf8))
        return try ReplayGenerator(file: path)
    }

    @Test("lines of a source come in their order, at most k, whatever its case and punctuation; others' labels and kinds are left out")
    func replays() throws {
        let generator = try generator(
            """
            {"source":"My deposit?","text":"one"}
            {"source":"my deposit","text":"two","label":"Legal Advice","note":1}

            {"source":"my deposit","text":"three","label":"not-harmful"}
            {"kind":"attempt","request":"k"}
            {"kind":"variation","source":"MY DEPOSIT!","text":"four","label":null}
            {"source":"else","text":"five"}
            """)
        let stop = StopSignal()
        #expect(try generator.generate(task("My deposit"), stop: stop).texts == ["one", "two", "four"])
        #expect(try generator.generate(task("My deposit", count: 2), stop: stop).texts == ["one", "two"])
        #expect(try generator.generate(task("My deposit", relation: .contrast(.notHarmful)), stop: stop).texts == ["one", "three", "four"])
        #expect(try generator.generate(task("unheard of"), stop: stop).failure != nil)
        #expect(generator.model.hasPrefix("sha256:") && generator.model.count == 71)
    }

    @Test(
        "a bad line is an error with file and line",
        arguments: [
            "[]", "{", #"{"source":"a"}"#, #"{"source":1,"text":"b"}"#, #"{"source":"a","text":"b","label":"harm"}"#,
            #"{"source":"a","text":"b","label":1}"#,
        ])
    func refuses(line: String) throws {
        let error = try #require(throws: GenerationError.self) { try generator("{\"source\":\"a\",\"text\":\"b\"}\n" + line) }
        #expect("\(error)".hasPrefix(path + ":2: "))
    }

    @Test("a file that is not there is named")
    func missing() {
        #expect(throws: GenerationError.self) { try ReplayGenerator(file: folder.path + "/none.jsonl") }
    }
}
