import Crypto
import DurableFiles

/// What a bundle must prove before it is loaded.
package struct BundleTrust: Sendable {
    /// The Ed25519 public key (32 bytes) that signatures must be made with; nil accepts unsigned bundles and ignores signatures.
    package var publicKey: [UInt8]?

    package init(publicKey: [UInt8]? = nil) { self.publicKey = publicKey }
}

/// Reads `picket.json` and checks it against the folder: no file is missing, unlisted or changed, the id follows from the files, and
/// the signature holds where one is asked for.
///
/// Cost: one read of every file (about 0.1 s for a MiniLM bundle, SHA-256 being most of it).
package func verifyBundle(_ folder: String, trust: BundleTrust = BundleTrust()) throws(ClassificationError) -> BundleManifest {
    let manifest = try readTrustedManifest(folder, trust: trust)
    try verifyFiles(of: folder, manifest)
    return manifest
}

/// Reads `picket.json` with its signature where one is asked for; the files it lists are not looked at.
func readTrustedManifest(_ folder: String, trust: BundleTrust) throws(ClassificationError) -> BundleManifest {
    let bytes = try readManifestBytes(folder)
    try verifySignature(of: bytes, in: folder, trust: trust)
    return try BundleManifest(parsing: bytes)
}

/// Checks the files of a bundle, and its id, against its manifest.
func verifyFiles(of folder: String, _ manifest: BundleManifest) throws(ClassificationError) {
    let entries = try withFileErrors { () throws(FileError) in try entriesRecursively(in: folder) }
    let present = entries.files.filter { !undigestedFiles.contains($0) }
    // A link is an entry that no digest vouches for, and what reads the bundle would follow it.
    for name in present + entries.others where manifest.files[name] == nil { throw .fileUnlisted(name) }
    for (name, expected) in manifest.files.sorted(by: { $0.key < $1.key }) {
        guard present.contains(name) else { throw .fileMissing(name) }
        let found = try fileDigest(folder + "/" + name)
        guard found == expected else { throw .digestMismatch(file: name, expected: expected, found: found) }
    }
    let content = BundleID.contentDigest(manifest.files)
    guard content == manifest.id.contentDigest else {
        throw .idMismatch(expected: manifest.id.text, found: "…-" + content)
    }
}

/// Reads `picket.json` without checking the files it lists: for listings.
package func readManifest(_ folder: String) throws(ClassificationError) -> BundleManifest {
    try BundleManifest(parsing: try readManifestBytes(folder))
}

private func readManifestBytes(_ folder: String) throws(ClassificationError) -> [UInt8] {
    do throws(FileError) { return try readFile(folder + "/picket.json", limitBytes: 4 << 20) } catch {
        throw error.isMissing ? .fileMissing("picket.json") : .file(error)
    }
}

private func verifySignature(of manifest: [UInt8], in folder: String, trust: BundleTrust) throws(ClassificationError) {
    guard let keyBytes = trust.publicKey else { return }
    let signature: [UInt8]
    do throws(FileError) { signature = try readFile(folder + "/picket.json.sig", limitBytes: 4_096) } catch {
        throw error.isMissing ? .signatureMissing : .file(error)
    }
    guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: keyBytes), key.isValidSignature(signature, for: manifest) else {
        throw .signatureInvalid
    }
}

extension BundleTrust {
    /// - Parameter hexKey: 64 hexadecimal digits, or nil for no key.
    package init(hexKey: String?) throws(ClassificationError) {
        guard let hexKey else {
            self.init()
            return
        }
        guard let bytes = Self.bytes(hex: hexKey) else { throw .badKey }
        self.init(publicKey: bytes)
    }

    /// The 32 bytes of a key from 64 hexadecimal digits.
    static func bytes(hex: String) -> [UInt8]? {
        let digits = hex.compactMap { $0.hexDigitValue.map(UInt8.init) }
        guard digits.count == 64, hex.utf8.count == 64 else { return nil }
        return stride(from: 0, to: 64, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }
}
