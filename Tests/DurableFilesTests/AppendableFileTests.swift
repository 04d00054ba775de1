import DurableFiles
import TestSupport
import Testing

struct AppendableFileTests {
    private let folder: TemporaryFolder
    private var path: String { folder.path + "/file" }

    init() throws { folder = try TemporaryFolder() }

    @Test("bytes are written and read where they are said to be, and the file is as long as the last of them")
    func positions() throws {
        let file = try AppendableFile(path)
        try file.write([1, 2, 3], at: 0)
        try file.write([9], at: 5)
        try file.sync()
        #expect(try file.size() == 6)
        #expect(try file.read(count: 4, at: 2) == [3, 0, 0, 9])
        try file.truncate(to: 2)
        #expect(try readFile(path, limitBytes: 10) == [1, 2])
    }

    @Test("reading beyond the end is an error")
    func end() throws {
        let file = try AppendableFile(path)
        try file.write([1, 2, 3], at: 0)
        #expect(throws: FileError.shrankWhileReading(path: path)) { try file.read(count: 2, at: 2) }
        #expect(try file.read(count: 0, at: 90).isEmpty)
    }

    @Test("a second writer is kept out for as long as the first lives; who asks for no lock is not")
    func lock() throws {
        do {
            let first = try AppendableFile(path)
            let error = try #require(throws: FileError.self) { _ = try AppendableFile(path) }
            #expect(error.isHeldByAnother)
            #expect(try AppendableFile(path, exclusive: false).size() == 0)
            #expect(try first.size() == 0)
        }
        #expect(try AppendableFile(path).size() == 0)
    }

    @Test("a folder is no file, and a file in a folder that is not there cannot be made")
    func refusals() throws {
        let error = try #require(throws: FileError.self) { _ = try AppendableFile(folder.path) }
        #expect(!error.isHeldByAnother && !error.isMissing)
        let missing = try #require(throws: FileError.self) { _ = try AppendableFile(folder.path + "/none/file") }
        #expect(missing.isMissing)
    }
}
