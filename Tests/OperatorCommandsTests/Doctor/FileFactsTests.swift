import DurableFiles
import Foundation
import OperatorCommands
import TestSupport
import Testing

struct FileFactsTests {
    @Test("kind, mode and size are those of the file, and links are followed")
    func facts() throws {
        let place = try TemporaryFolder()
        try writeFile(place.path + "/f", [1, 2, 3])
        #expect(chmod(place.path + "/f", 0o640) == 0)
        try replaceLink(place.path + "/l", target: "f")
        for name in ["f", "l"] {
            let entry = try #require(FileFacts(place.path + "/" + name).entry)
            #expect(entry.kind == .file && entry.mode == 0o640 && entry.bytes == 3 && entry.octal == "0640")
            #expect(!entry.isOpenToOthers && !entry.isWritableByOthers && !entry.owner.isEmpty)
        }
        #expect(FileFacts(place.path).entry?.kind == .folder)
    }

    @Test("what is not there is missing, below a file too")
    func missing() throws {
        let place = try TemporaryFolder()
        try writeFile(place.path + "/f", [])
        #expect(FileFacts(place.path + "/none") == .missing)
        #expect(FileFacts(place.path + "/f/none") == .missing)
    }

    @Test("a path that cannot be followed is hidden")
    func hidden() throws {
        let place = try TemporaryFolder()
        try replaceLink(place.path + "/loop", target: "loop")
        #expect(FileFacts(place.path + "/loop") == .hidden(errno: ELOOP))
    }
}
