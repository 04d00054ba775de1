import Classification
import Crypto
import DurableFiles
import Foundation
import JSONParsing
import TestSupport
import Testing

struct BundleVerificationTests {
    @Test("an intact bundle passes, and its manifest is what was written")
    func intact() throws {
        let bundle = try SyntheticBundle()
        #expect(try verifyBundle(bundle.path) == bundle.manifest)
        #expect(try readManifest(bundle.path) == bundle.manifest)
    }

    @Test("a changed byte is found, wherever it is", arguments: Array(SyntheticBundle.files.keys))
    func changed(name: String) throws {
        let bundle = try SyntheticBundle()
        var bytes = try readFile(bundle.path + "/" + name, limitBytes: 1_000)
        bytes[bytes.count - 1] ^= 1
        try writeFile(bundle.path + "/" + name, bytes)
        let expected = try #require(bundle.manifest.files[name])
        #expect(throws: ClassificationError.digestMismatch(file: name, expected: expected, found: textDigest(bytes))) {
            try verifyBundle(bundle.path)
        }
    }

    @Test("a missing file is named", arguments: Array(SyntheticBundle.files.keys))
    func missing(name: String) throws {
        let bundle = try SyntheticBundle()
        try bundle.remove(name)
        #expect(throws: ClassificationError.fileMissing(name)) { try verifyBundle(bundle.path) }
    }

    @Test(
        "a file that the manifest does not list is refused, hidden ones too", arguments: ["extra", ".hidden", "1_Pooling/extra", "new/x"])
    func unlisted(name: String) throws {
        let bundle = try SyntheticBundle()
        try bundle.write("x", name)
        #expect(throws: ClassificationError.fileUnlisted(name)) { try verifyBundle(bundle.path) }
    }

    @Test("a manifest that is not there, or no manifest, is refused")
    func noManifest() throws {
        let bundle = try SyntheticBundle()
        try bundle.write("{}", "picket.json")
        #expect(throws: ClassificationError.manifestField(field: "format_version", expected: "a number")) { try verifyBundle(bundle.path) }
        try bundle.remove("picket.json")
        #expect(throws: ClassificationError.fileMissing("picket.json")) { try verifyBundle(bundle.path) }
    }

    @Test("the id of another bundle is refused; its time does not follow from the files")
    func swappedID() throws {
        let bundle = try SyntheticBundle()
        let other = try SyntheticBundle(["config.json": "{}"])
        var manifest = bundle.manifest
        manifest.id = other.manifest.id
        try bundle.writeManifest(manifest)
        let content = String(bundle.manifest.id.text.suffix(12))
        #expect(throws: ClassificationError.idMismatch(expected: other.manifest.id.text, found: "…-" + content)) {
            try verifyBundle(bundle.path)
        }
        manifest.id = BundleID(created: UTCTime(secondsSince1970: 0), digests: manifest.files)
        try bundle.writeManifest(manifest)
        #expect(try verifyBundle(bundle.path).id == manifest.id)
    }

    @Test("a listed file that became a symbolic link is missing, even when the link leads to the same bytes")
    func linkInPlace() throws {
        let bundle = try SyntheticBundle()
        let elsewhere = try TemporaryFolder()
        try copyFile(from: bundle.path + "/weights", to: elsewhere.path + "/weights")
        try bundle.remove("weights")
        try replaceLink(bundle.path + "/weights", target: elsewhere.path + "/weights")
        #expect(throws: ClassificationError.fileMissing("weights")) { try verifyBundle(bundle.path) }
    }

    @Test(
        "a symbolic link beside the listed files is refused: what reads the bundle would follow it to bytes that nothing vouches for",
        arguments: ["tokenizer.json", "1_Pooling/link"])
    func linkBeside(name: String) throws {
        let bundle = try SyntheticBundle()
        let elsewhere = try TemporaryFolder()
        try writeFile(elsewhere.path + "/other", Array("{}".utf8))
        try replaceLink(bundle.path + "/" + name, target: elsewhere.path + "/other")
        #expect(throws: ClassificationError.fileUnlisted(name)) { try verifyBundle(bundle.path) }
    }

    // MARK: Signatures

    private static func sign(_ bundle: SyntheticBundle, _ key: Curve25519.Signing.PrivateKey) throws {
        let manifest = try readFile(bundle.path + "/picket.json", limitBytes: 1 << 20)
        try writeFile(bundle.path + "/picket.json.sig", Array(try key.signature(for: Data(manifest))))
    }

    @Test("a signature by the trusted key passes, and is no file of the bundle")
    func signed() throws {
        let bundle = try SyntheticBundle()
        let key = Curve25519.Signing.PrivateKey()
        try Self.sign(bundle, key)
        #expect(try verifyBundle(bundle.path, trust: BundleTrust(publicKey: Array(key.publicKey.rawRepresentation))) == bundle.manifest)
        #expect(try verifyBundle(bundle.path) == bundle.manifest)
    }

    @Test("where a signature is asked for, none is an error")
    func unsigned() throws {
        let bundle = try SyntheticBundle()
        let trust = BundleTrust(publicKey: Array(Curve25519.Signing.PrivateKey().publicKey.rawRepresentation))
        #expect(throws: ClassificationError.signatureMissing) { try verifyBundle(bundle.path, trust: trust) }
    }

    @Test("a signature by another key, of another manifest, or of a wrong length is refused")
    func badSignatures() throws {
        let bundle = try SyntheticBundle()
        let key = Curve25519.Signing.PrivateKey()
        let trust = BundleTrust(publicKey: Array(key.publicKey.rawRepresentation))
        try Self.sign(bundle, Curve25519.Signing.PrivateKey())
        #expect(throws: ClassificationError.signatureInvalid) { try verifyBundle(bundle.path, trust: trust) }

        try Self.sign(bundle, key)
        var manifest = bundle.manifest
        manifest.thresholds = ["alarm": 1]
        try bundle.writeManifest(manifest)
        #expect(throws: ClassificationError.signatureInvalid) { try verifyBundle(bundle.path, trust: trust) }

        for text in ["", "short", String(repeating: "x", count: 64), String(repeating: "x", count: 65)] {
            try bundle.write(text, "picket.json.sig")
            #expect(throws: ClassificationError.signatureInvalid) { try verifyBundle(bundle.path, trust: trust) }
        }
    }

    @Test("a trusted key that is no key trusts nothing")
    func badKeyBytes() throws {
        let bundle = try SyntheticBundle()
        try Self.sign(bundle, Curve25519.Signing.PrivateKey())
        #expect(throws: ClassificationError.signatureInvalid) { try verifyBundle(bundle.path, trust: BundleTrust(publicKey: [1, 2, 3])) }
    }

    @Test("a key is read from 64 hexadecimal digits of either case, and from nothing else")
    func hexKeys() throws {
        let bytes = (0..<32).map { UInt8($0 * 8 + 7) }
        let text = bytes.map { String(format: "%02x", Int($0)) }.joined()
        #expect(try BundleTrust(hexKey: text).publicKey == bytes)
        #expect(try BundleTrust(hexKey: text.uppercased()).publicKey == bytes)
        #expect(try BundleTrust(hexKey: nil).publicKey == nil)
        for bad in ["", "00", text + "0", String(text.dropLast()), String(text.dropLast()) + "g", String(text.dropLast()) + " "] {
            #expect(throws: ClassificationError.badKey) { try BundleTrust(hexKey: bad) }
        }
    }
}
