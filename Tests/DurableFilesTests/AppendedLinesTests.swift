import DurableFiles
import TestSupport
import Testing

struct AppendedLinesTests {
    private let place: TemporaryFolder
    private var path: String { place.path + "/lines" }

    init() throws { place = try TemporaryFolder() }

    private func append(_ text: String) throws {
        let isHeld = try { () throws(FileError) -> Bool in
            guard let lines = try AppendedLines.hold(path) else { return false }
            try lines.append(Array(text.utf8))
            return true
        }()
        #expect(isHeld)
    }

    private func lines() throws -> [String] {
        try completeLines(path, limitBytes: 1 << 20).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test("lines follow each other, over several holders")
    func appends() throws {
        #expect(try lines().isEmpty)
        for text in ["one", "two", "three"] { try append(text) }
        #expect(try lines() == ["one", "two", "three"])
    }

    @Test("one holds the file at a time, and gives it back")
    func lock() throws {
        let first = try AppendedLines.hold(path)
        let isHeld = first != nil
        let isHeldTwice = try AppendedLines.hold(path) != nil
        #expect(isHeld && !isHeldTwice)
        _ = consume first
        try append("after")
        #expect(try lines() == ["after"])
    }

    @Test("a torn line is passed over by readers and cut off by the next holder", arguments: ["tw", "\u{0}", "two words"])
    func torn(rest: String) throws {
        try append("one")
        try writeFile(path, Array(("one\n" + rest).utf8))
        #expect(try lines() == ["one"])
        try append("three")
        #expect(try lines() == ["one", "three"])
        try writeFile(path, Array(rest.utf8))
        try append("four")
        #expect(try lines() == ["four"])
    }

    @Test("a file that cannot be opened is an error")
    func unreachable() throws {
        #expect(throws: FileError.self) { _ = try AppendedLines.hold(place.path + "/none/lines") == nil }
    }
}
