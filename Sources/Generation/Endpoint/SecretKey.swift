import DurableFiles

/// The key of an endpoint. It prints, dumps and interpolates as `[redacted]`; the transport alone reads it.
package struct SecretKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    let value: String

    /// - Parameter text: Printable ASCII without spaces, so that it fits a header and nothing else can ride on it.
    package init(_ text: String) throws(GenerationError) {
        guard (1...4096).contains(text.utf8.count) else { throw .badKey(reason: "it has \(text.utf8.count) bytes, 1 to 4096 are allowed") }
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .badKey(reason: "it holds a space, a line break or a character outside ASCII")
        }
        value = text
    }

    /// The only line of a file, such as systemd's credential.
    package init(file path: String) throws(GenerationError) {
        let bytes: [UInt8]
        do throws(FileError) { bytes = try readFile(path, limitBytes: 16 << 10) } catch { throw .file(error) }
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
        let content = bytes.drop(while: isSpace).reversed().drop(while: isSpace).reversed()
        guard let text = String(validating: content, as: UTF8.self) else { throw .badKey(reason: "it is not UTF-8") }
        try self.init(text)
    }

    package var description: String { "[redacted]" }
    package var debugDescription: String { "[redacted]" }
    package var customMirror: Mirror { Mirror(self, children: []) }

    /// `bytes` with every occurrence of the key replaced: endpoints and proxies do echo what they were sent.
    ///
    /// In JSON a character may stand escaped (`\/`, `\u002d`), and reads as itself later: such spellings of the key are replaced too.
    func redacted(_ bytes: [UInt8]) -> [UInt8] {
        let secret = Array(value.utf8)
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            if let end = Self.end(of: secret, in: bytes, from: index) {
                result += Array(description.utf8)
                index = end
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return result
    }

    /// The index after the secret that begins at `start`; nil when none does.
    private static func end(of secret: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
        var index = start
        for byte in secret {
            guard let length = spelling(of: byte, in: bytes[index...]) else { return nil }
            index += length
        }
        return index
    }

    /// How many of the first bytes spell `byte`: as it is, as four hexadecimal digits, or after a backslash where JSON has that.
    private static func spelling(of byte: UInt8, in bytes: ArraySlice<UInt8>) -> Int? {
        guard let first = bytes.first else { return nil }
        guard first == UInt8(ascii: "\\"), let second = bytes.dropFirst().first else { return first == byte ? 1 : nil }
        if second == byte, byte == UInt8(ascii: "/") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return 2 }
        if first == byte { return 1 }
        let digits = bytes.dropFirst(2).prefix(4)
        guard second == UInt8(ascii: "u"), digits.count == 4, UInt32(String(decoding: digits, as: UTF8.self), radix: 16) == UInt32(byte)
        else { return nil }
        return 6
    }
}
