import Classification
import DurableFiles
import Foundation
import TestSupport
import Testing

struct BundleSigningTests {
    @Test("a bundle that is signed with a key from its file passes for that key, and for no other")
    func signs() throws {
        let bundle = try SyntheticBundle()
        let place = try TemporaryFolder()
        let made = BundleSigningKey()
        try made.write(place.path + "/key")
        let read = try BundleSigningKey(file: place.path + "/key")
        #expect(read.publicKey == made.publicKey)
        #expect(try read.sign(bundle.path) == bundle.manifest)
        #expect(try verifyBundle(bundle.path, trust: try BundleTrust(hexKey: made.publicKey)) == bundle.manifest)
        #expect(throws: ClassificationError.signatureInvalid) {
            try verifyBundle(bundle.path, trust: try BundleTrust(hexKey: BundleSigningKey().publicKey))
        }
        #expect(try read.sign(bundle.path) == bundle.manifest)
    }

    @Test("a key file is readable by its owner alone, and is never overwritten")
    func keyFile() throws {
        let place = try TemporaryFolder()
        let path = place.path + "/key"
        try BundleSigningKey().write(path)
        let before = try readFile(path, limitBytes: 100)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600 && before.count == 65)
        let error = try #require(throws: ClassificationError.self) { try BundleSigningKey().write(path) }
        guard case .file(let reason) = error, reason.isTaken else {
            Issue.record("found \(error)")
            return
        }
        #expect(try readFile(path, limitBytes: 100) == before)
        #expect(try names(in: place.path) == ["key"])
    }

    @Test("what is no key is refused", arguments: ["", "00", String(repeating: "g", count: 64), String(repeating: "0", count: 66)])
    func badKey(text: String) throws {
        let place = try TemporaryFolder()
        try writeFile(place.path + "/key", Array(text.utf8))
        #expect(throws: ClassificationError.badPrivateKey) { try BundleSigningKey(file: place.path + "/key") }
    }

    @Test("a bundle that is not in order is not signed")
    func spoiled() throws {
        let bundle = try SyntheticBundle()
        try bundle.write("other", "weights")
        #expect(throws: ClassificationError.self) { try BundleSigningKey().sign(bundle.path) }
        #expect(!isFile(bundle.path + "/picket.json.sig"))
    }
}
