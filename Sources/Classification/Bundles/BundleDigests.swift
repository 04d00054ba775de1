import Crypto
import DurableFiles

/// SHA-256 digests of a bundle's files, by path relative to the bundle.
package typealias BundleDigests = [String: String]

/// Files that name or sign the digests, and therefore are not among them.
package let undigestedFiles: Set<String> = ["picket.json", "picket.json.sig"]

/// SHA-256 of a file as 64 hexadecimal digits, read in pieces of 1 MiB.
package func fileDigest(_ path: String) throws(ClassificationError) -> String {
    do throws(FileError) {
        let file = try OpenFile(reading: path)
        var hasher = SHA256()
        var offset = 0
        while offset < file.size {
            let bytes = try file.read(count: min(1 << 20, file.size - offset), at: offset)
            bytes.withUnsafeBytes { hasher.update(bufferPointer: $0) }
            offset += bytes.count
        }
        return hexadecimal(hasher.finalize())
    } catch { throw .file(error) }
}

package func textDigest(_ bytes: [UInt8]) -> String { hexadecimal(SHA256.hash(data: bytes)) }

func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}

/// The digests of every file of a bundle but the manifest and its signature.
package func bundleDigests(of folder: String) throws(ClassificationError) -> BundleDigests {
    var digests: BundleDigests = [:]
    for name in try withFileErrors({ () throws(FileError) in try filesRecursively(in: folder) }) where !undigestedFiles.contains(name) {
        digests[name] = try fileDigest(folder + "/" + name)
    }
    return digests
}
