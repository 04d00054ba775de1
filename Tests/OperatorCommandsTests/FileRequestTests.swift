import ConsolePrograms
import JSONParsing
import OperatorCommands
import Testing

struct FileRequestTests {
    @Test("what is more than the trainer takes at once is refused before it is sent, with both sizes")
    func size() throws {
        let members: [(String, JSONValue?)] = [("rows", ["0123456789"]), ("round", nil)]
        let request = try FileRequest(file: "a.tsv", rows: 1, members, maxBytes: 23)
        #expect(request.body == Array(#"{"rows":["0123456789"]}"#.utf8))
        let error = try #require(throws: ProgramFailure.self) { try FileRequest(file: "a.tsv", rows: 1, members, maxBytes: 22) }
        #expect(error == ProgramFailure(.usage, "'a.tsv' makes a request of 23 bytes, and the trainer takes 22 at once: split the file"))
    }
}
