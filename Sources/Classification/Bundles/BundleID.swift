import Glibc

/// The name of a bundle: when it was made, and what is in it.
///
///     20261122T150301-3fa9c1d204be
///     UTC time        first 12 hexadecimal digits of a SHA-256 over the lines "<name>\0<digest>\n" of every other file, sorted by name
package struct BundleID: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    package var description: String { text }

    /// Reads an id; nil when the text is none. An id is also a folder name, so nothing but this form is ever joined to a path.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        let isDigit = { (byte: UInt8) in (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
        let isHex = { (byte: UInt8) in isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte) }
        guard bytes.count == 28, bytes[8] == UInt8(ascii: "T"), bytes[15] == UInt8(ascii: "-"), bytes[0..<8].allSatisfy(isDigit),
            bytes[9..<15].allSatisfy(isDigit), bytes[16...].allSatisfy(isHex)
        else { return nil }
        self.text = text
    }

    package init(created: UTCTime, digests: BundleDigests) {
        text = created.compact + "-" + Self.contentDigest(digests)
    }

    /// The part of the id that follows from the files.
    package static func contentDigest(_ digests: BundleDigests) -> String {
        let lines = digests.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { "\($0.key)\0\($0.value)\n" }
        return String(textDigest(Array(lines.joined().utf8)).prefix(12))
    }

    var contentDigest: String { String(text.suffix(12)) }
}

/// A moment in UTC, to the second.
package struct UTCTime: Equatable, Sendable {
    package let secondsSince1970: Int

    package init(secondsSince1970: Int) { self.secondsSince1970 = secondsSince1970 }

    package static var now: UTCTime { UTCTime(secondsSince1970: time(nil)) }

    /// `20261122T150301`
    package var compact: String { formatted("%Y%m%dT%H%M%S") }

    /// `2026-11-22T15:03:01Z`
    package var iso8601: String { formatted("%Y-%m-%dT%H:%M:%SZ") }

    private func formatted(_ format: String) -> String {
        var seconds = secondsSince1970
        var parts = tm()
        gmtime_r(&seconds, &parts)
        var buffer = [CChar](repeating: 0, count: 64)
        let count = strftime(&buffer, buffer.count, format, &parts)
        return String(decoding: buffer[0..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
