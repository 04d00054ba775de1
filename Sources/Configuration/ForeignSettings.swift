import DurableFiles
import TOMLKit

/// The configuration of another program, of which only a few texts matter here. Whether it is a good one is for that program to say.
package struct ForeignSettings: Equatable, Sendable {
    /// Of the top level.
    package let keys: [String]
    private let texts: [String: String]

    /// Reads a file of at most 1 MiB.
    package init(_ path: String) throws(ConfigurationError) {
        let bytes: [UInt8]
        do throws(FileError) { bytes = try readFile(path, limitBytes: 1 << 20) } catch { throw .file(error) }
        try self.init(bytes, path: path)
    }

    /// - Parameter path: What errors call it.
    package init(_ bytes: [UInt8], path: String) throws(ConfigurationError) {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .invalidUTF8(path: path) }
        let table = try SettingsReader.table(text, path: path)
        keys = table.keys
        var texts: [String: String] = [:]
        for key in table.keys where table[key]?.type == .string { texts[key] = table[key]?.string }
        self.texts = texts
    }

    /// Nil for a key that is not there or holds no string.
    package func text(_ key: String) -> String? { texts[key] }
}
