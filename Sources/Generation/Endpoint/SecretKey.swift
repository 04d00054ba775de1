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
    func redacted(_ bytes: [UInt8]) -> [UInt8] {
        let secret = Array(value.utf8)
        guard bytes.count >= secret.count else { return bytes }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            if bytes[index] == secret[0], bytes.count - index >= secret.count, bytes[index..<(index + secret.count)].elementsEqual(secret) {
                result += Array(description.utf8)
                index += secret.count
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return result
    }
}
