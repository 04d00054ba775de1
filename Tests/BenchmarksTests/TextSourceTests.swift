import Benchmarks
import ConsolePrograms
import DurableFiles
import TestSupport
import Testing

struct TextSourceTests {
    private let place: TemporaryFolder

    init() throws { place = try TemporaryFolder() }

    private func write(_ name: String, _ bytes: [UInt8]) throws -> String {
        try writeFile(place.path + "/" + name, bytes)
        return place.path + "/" + name
    }

    @Test("one message a line; blank lines and carriage returns are no part of any")
    func lines() throws {
        let path = try write("texts", Array("one\r\n\n  \ntwo two\ncaf\u{E9}".utf8))
        #expect(try TextSource.read(path) == ["one", "two two", "caf\u{E9}"])
    }

    @Test("a data file gives its column of texts")
    func dataFile() throws {
        let path = try write("texts.tsv", Array("id\ttext\n1\tone\n2\ttwo two\n".utf8))
        #expect(try TextSource.read(path) == ["one", "two two"])
    }

    @Test("what cannot be read is exit 66, with its name")
    func refused() throws {
        for path in [place.path + "/none", place.path + "/none.tsv", try write("empty", [0x0A]), try write("bad", [0x61, 0xFF])] {
            let failure = #expect(throws: ProgramFailure.self) { try TextSource.read(path) }
            #expect(failure?.exit == .inputMissing && failure?.message.contains(path) == true)
        }
    }
}
