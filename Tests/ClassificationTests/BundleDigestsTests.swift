import Classification
import DurableFiles
import TestSupport
import Testing

struct BundleDigestsTests {
    @Test("digests are SHA-256 in lower-case hexadecimal")
    func known() {
        #expect(textDigest([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(textDigest(Array("abc".utf8)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test("a file that is read in pieces has the digest of its whole", arguments: [0, 1, 1 << 20, (1 << 20) + 1, (2 << 20) + 7])
    func pieces(size: Int) throws {
        let folder = try TemporaryFolder()
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
        try writeFile(folder.path + "/a", bytes)
        #expect(try fileDigest(folder.path + "/a") == textDigest(bytes))
    }

    @Test("every file of a bundle is digested but the manifest and its signature at the top")
    func folder() throws {
        let folder = try TemporaryFolder()
        try makeFolder(folder.path + "/deep/er")
        for name in ["picket.json", "picket.json.sig", "a", "deep/picket.json", "deep/er/b"] {
            try writeFile(folder.path + "/" + name, Array(name.utf8))
        }
        let digests = try bundleDigests(of: folder.path)
        #expect(digests.keys.sorted() == ["a", "deep/er/b", "deep/picket.json"])
        #expect(digests["deep/er/b"] == textDigest(Array("deep/er/b".utf8)))
    }

    @Test("a folder that is not there is an error of the file system")
    func missing() throws {
        let folder = try TemporaryFolder()
        let error = try #require(throws: ClassificationError.self) { try bundleDigests(of: folder.path + "/none") }
        guard case .file(let reason) = error else {
            Issue.record("found \(error)")
            return
        }
        #expect(reason.isMissing)
    }
}
