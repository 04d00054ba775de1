import DurableFiles
import Foundation
import TestSupport
import Testing

struct AppendedFileTests {
    private let folder: TemporaryFolder
    private var path: String { folder.path + "/log" }

    init() throws { folder = try TemporaryFolder() }

    @Test("appends from many threads are whole, and go after what stands there")
    func appends() throws {
        try writeFile(path, Array("first\n".utf8))
        let file = try AppendedFile(path)
        DispatchQueue.concurrentPerform(iterations: 8) { number in
            for _ in 0..<20 { try? file.append(Array((String(repeating: "\(number)", count: 100) + "\n").utf8)) }
        }
        let lines = String(decoding: try readFile(path, limitBytes: 1 << 20), as: UTF8.self).split(separator: "\n")
        #expect(lines.count == 161 && lines[0] == "first")
        #expect(lines.dropFirst().allSatisfy { Set($0).count == 1 && $0.count == 100 })
    }

    @Test("one writer at a time, until it is gone")
    func locks() throws {
        var file: AppendedFile? = try AppendedFile(path)
        let error = try #require(throws: FileError.self) { try AppendedFile(path) }
        #expect("\(error)".hasPrefix("cannot lock '\(path)'"))
        #expect(file?.path == path)
        file = nil
        _ = try AppendedFile(path)
    }

    @Test("a file is cut to what is whole, and goes on from there")
    func cuts() throws {
        let file = try AppendedFile(path)
        try file.append(Array("whole\ntor".utf8))
        try file.cut(to: 6)
        try file.append(Array("next\n".utf8))
        #expect(try readFile(path, limitBytes: 99) == Array("whole\nnext\n".utf8))
    }

    @Test("a folder that is not there is named")
    func missing() throws {
        let error = try #require(throws: FileError.self) { try AppendedFile(folder.path + "/none/log") }
        #expect(error.isMissing)
    }
}
