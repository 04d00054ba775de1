import Crypto
import DurableFiles

/// An Ed25519 key that bundles are signed with; its public part is the daemon's `bundle_key`.
///
/// The file holds the private key's 32 bytes as 64 hexadecimal digits and a newline, readable by its owner alone.
package struct BundleSigningKey {
    private let key: Curve25519.Signing.PrivateKey

    package init() { key = Curve25519.Signing.PrivateKey() }

    /// Reads a key file.
    package init(file: String) throws(ClassificationError) {
        let bytes = try withFileErrors { () throws(FileError) in try readFile(file, limitBytes: 4_096) }
        let text = bytes.last == UInt8(ascii: "\n") ? bytes.dropLast() : bytes[...]
        guard let raw = BundleTrust.bytes(hex: String(decoding: text, as: UTF8.self)),
            let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: raw)
        else { throw .badPrivateKey }
        self.key = key
    }

    /// 64 hexadecimal digits, for `bundle_key`.
    package var publicKey: String { hexadecimal(key.publicKey.rawRepresentation) }

    /// Writes a key file that must not be there yet.
    package func write(_ path: String) throws(ClassificationError) {
        let text = hexadecimal(key.rawRepresentation) + "\n"
        try withFileErrors { () throws(FileError) in try createFile(path, Array(text.utf8), mode: 0o600) }
    }

    /// Signs the manifest of a bundle that is in order, and checks the signature as the daemon will. The same key may sign again.
    package func sign(_ folder: String) throws(ClassificationError) -> BundleManifest {
        let manifest = try verifyBundle(folder)
        let bytes = try withFileErrors { () throws(FileError) in try readFile(folder + "/picket.json", limitBytes: 4 << 20) }
        guard let signature = try? key.signature(for: bytes) else { throw .badPrivateKey }
        try replaceBesideDigests("picket.json.sig", Array(signature), in: folder)
        _ = try verifyBundle(folder, trust: BundleTrust(publicKey: Array(key.publicKey.rawRepresentation)))
        return manifest
    }
}
