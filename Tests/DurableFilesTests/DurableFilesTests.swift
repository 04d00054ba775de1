import DurableFiles
import TestSupport
import Testing

struct DurableFilesTests {
    @Test("a file is replaced in one step and leaves nothing temporary behind")
    func replaces() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/a"
        try replaceFile(path, Array("one".utf8))
        try replaceFile(path, Array("two".utf8))
        #expect(try readFile(path, limitBytes: 3) == Array("two".utf8))
        #expect(try names(in: folder.path) == ["a"])
    }

    @Test("reading is bounded, and names what it refused")
    func bounded() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/a"
        try writeFile(path, chunks: [[1, 2], [], [3]])
        #expect(throws: FileError.tooLarge(path: path, limitBytes: 2, foundBytes: 3)) { try readFile(path, limitBytes: 2) }
        #expect(throws: FileError.notARegularFile(path: folder.path)) { try readFile(folder.path, limitBytes: 10) }
        do throws(FileError) { _ = try readFile(path + "x", limitBytes: 1) } catch {
            #expect(error.isMissing)
            #expect(error.description == "cannot open '\(path)x': No such file or directory")
        }
    }

    @Test("links are switched in one step and read back")
    func links() throws {
        let folder = try TemporaryFolder()
        let link = folder.path + "/champion"
        #expect(linkTarget(link) == nil)
        try replaceLink(link, target: "one")
        try replaceLink(link, target: "two")
        #expect(linkTarget(link) == "two")
        #expect(try names(in: folder.path) == ["champion"])
    }

    @Test("folders are made with their parents, listed in byte order and removed whole, links not followed")
    func folders() throws {
        let folder = try TemporaryFolder()
        try makeFolder(folder.path + "/m/b/c")
        try makeFolder(folder.path + "/m/b/c")
        try writeFile(folder.path + "/m/b/c/z", [])
        try writeFile(folder.path + "/m/Z", [])
        try writeFile(folder.path + "/kept", [])
        try replaceLink(folder.path + "/m/link", target: folder.path)
        #expect(try filesRecursively(in: folder.path + "/m") == ["Z", "b/c/z"])
        try removeFolder(folder.path + "/m")
        try removeFolder(folder.path + "/m")
        #expect(try names(in: folder.path) == ["kept"])
    }

    @Test("a folder cannot be made where a file stands")
    func notAFolder() throws {
        let folder = try TemporaryFolder()
        try writeFile(folder.path + "/f", [])
        #expect(throws: FileError.self) { try makeFolder(folder.path + "/f") }
        #expect(throws: FileError.self) { try makeFolder(folder.path + "/f/g") }
    }

    @Test("path parts", arguments: [("/a/b", "/a", "b"), ("b", ".", "b"), ("/b", "/", "b"), ("a/", "a", "")])
    func parts(path: String, parent: String, last: String) {
        #expect(folder(of: path) == parent)
        #expect(lastComponent(of: path) == last)
    }

    @Test("a file is made where nothing is, and what is there stays as it is; nothing temporary is left behind")
    func creates() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/a"
        try createFile(path, Array("one".utf8), mode: 0o444)
        let error = try #require(throws: FileError.self) { try createFile(path, Array("two".utf8)) }
        #expect(error.isTaken && !error.isMissing)
        #expect(try readFile(path, limitBytes: 3) == Array("one".utf8))
        let absent = try #require(throws: FileError.self) { try createFile(folder.path + "/none/a", []) }
        #expect(absent.isMissing && !absent.isTaken)
        #expect(try names(in: folder.path) == ["a"])
    }

    @Test("a link is removed, not what it names; one that is not there is no error")
    func removesLinks() throws {
        let folder = try TemporaryFolder()
        try writeFile(folder.path + "/file", [1])
        try replaceLink(folder.path + "/link", target: "file")
        try removeLink(folder.path + "/link")
        try removeLink(folder.path + "/link")
        #expect(try names(in: folder.path) == ["file"])
    }
}
