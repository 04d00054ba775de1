import DurableFiles
import Foundation
import TestSupport
import Testing

/// A held file that several threads share.
private final class Journal: Sendable {
    private let lines: AppendedLines

    init(_ lines: consuming AppendedLines) { self.lines = lines }

    func append(_ added: [[UInt8]]) {
        do throws(FileError) { try lines.append(added) } catch { Issue.record("\(error)") }
    }
}

struct AppendedLinesTests {
    private let place: TemporaryFolder
    private var path: String { place.path + "/lines" }

    init() throws { place = try TemporaryFolder() }

    /// Holds the file for as long as `body` takes.
    private func holding(_ body: (borrowing AppendedLines) throws -> Void) throws {
        guard let lines = try AppendedLines.hold(path) else {
            Issue.record("somebody else holds the file")
            return
        }
        try body(lines)
    }

    private func append(_ text: String) throws { try holding { try $0.append(Array(text.utf8)) } }

    private func lines() throws -> [String] {
        try completeLines(path, limitBytes: 1 << 20).map { String(decoding: $0, as: UTF8.self) }
    }

    private func content() throws -> String { String(decoding: try readFile(path, limitBytes: 1 << 22), as: UTF8.self) }

    /// What a write that was cut off leaves, behind the back of who holds the file.
    private func tear(_ rest: String) throws {
        let file = try AppendableFile(path, exclusive: false)
        try file.write(Array(rest.utf8), at: file.size())
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

    @Test("a torn line is passed over by readers and cut off by the next append", arguments: ["tw", "\u{0}", "two words"])
    func torn(rest: String) throws {
        try append("one")
        try tear(rest)
        #expect(try lines() == ["one"])
        try append("three")
        #expect(try content() == "one\nthree\n")
        try writeFile(path, Array(rest.utf8))
        try append("four")
        #expect(try content() == "four\n")
    }

    @Test("a torn line is found however long it is and wherever it begins", arguments: [1, 65_535, 65_536, 65_537, 200_000])
    func longTorn(length: Int) throws {
        for before in ["", "one\n", String(repeating: "x", count: 65_536 - length % 65_536) + "\n"] {
            try writeFile(path, Array(before.utf8))
            try tear(String(repeating: "y", count: length))
            try append("next")
            #expect(try content() == before + "next\n")
        }
    }

    @Test("what a failed append left is cut off by the next one of the same holder: no line is glued to it")
    func tornUnderHolder() throws {
        try holding { lines in
            try lines.append(Array("one".utf8))
            try tear("tw")
            try lines.append(Array("three".utf8))
        }
        #expect(try content() == "one\nthree\n")
    }

    @Test("a file that is held and not written to stays as it is")
    func untouched() throws {
        try writeFile(path, Array("somebody's only line".utf8))
        try holding { _ in }
        #expect(try content() == "somebody's only line")
    }

    @Test("several lines are one append, and appends from many threads are whole")
    func threads() throws {
        try append("first")
        guard let held = try AppendedLines.hold(path) else { return #expect(Bool(false), "somebody else holds the file") }
        let journal = Journal(held)
        DispatchQueue.concurrentPerform(iterations: 8) { number in
            let line = Array(String(repeating: "\(number)", count: 100).utf8)
            for _ in 0..<10 { journal.append([line, line]) }
        }
        let written = try lines()
        #expect(written.count == 161 && written[0] == "first")
        #expect(written.dropFirst().allSatisfy { Set($0).count == 1 && $0.count == 100 })
        // The two lines of one append stand together.
        #expect(stride(from: 1, to: 161, by: 2).allSatisfy { written[$0] == written[$0 + 1] })
    }

    @Test("a file is cut to what is whole, and goes on from there")
    func cuts() throws {
        try holding { file in
            for text in ["one", "two", "three"] { try file.append(Array(text.utf8)) }
            try file.cut(to: 8)
            #expect(try content() == "one\ntwo\n")
            // Nothing is made longer.
            try file.cut(to: 100)
            try file.append(Array("four".utf8))
        }
        #expect(try content() == "one\ntwo\nfour\n")
    }

    @Test("what is no file of lines, or cannot be opened, is an error")
    func unreachable() throws {
        let missing = try #require(throws: FileError.self) { _ = try AppendedLines.hold(place.path + "/none/lines") == nil }
        #expect(missing.isMissing)
        #expect(throws: FileError.self) { _ = try AppendedLines.hold(place.path) == nil }
        #expect(throws: FileError.notARegularFile(path: "/dev/null")) { _ = try AppendedLines.hold("/dev/null") == nil }
    }
}
