import DurableFiles
package import TOMLKit

/// TOML to a value, strictly: what is not known, of another type or out of range is an error that says so.
///
/// A program's list of `Setting`s is the only place where its keys are named.
package struct SettingsReader {
    package let path: String
    /// Before each key in errors: `policy.self-harm.`, say.
    private let prefix: String
    private let table: TOMLTable

    package init(path: String, table: TOMLTable, prefix: String = "") {
        self.path = path
        self.table = table
        self.prefix = prefix
    }

    /// Reads a file of at most 1 MiB into a value that holds the defaults.
    package static func read<Target>(_ path: String, _ settings: [Setting<Target>], into target: Target) throws(ConfigurationError)
        -> Target
    {
        let bytes: [UInt8]
        do throws(FileError) { bytes = try readFile(path, limitBytes: 1 << 20) } catch { throw .file(error) }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .invalidUTF8(path: path) }
        return try parse(text, path: path, settings, into: target)
    }

    package static func parse<Target>(
        _ text: String, path: String, _ settings: [Setting<Target>], into target: Target
    ) throws(ConfigurationError) -> Target {
        let table = try table(text, path: path)
        let reader = SettingsReader(path: path, table: table)
        for key in table.keys where !settings.contains(where: { $0.key == key }) {
            throw .unknownKey(path: path, key: key, allowed: settings.map(\.name))
        }
        var result = target
        for setting in settings where table[setting.key] != nil { try setting.apply(reader, &result) }
        return result
    }

    static func table(_ text: String, path: String) throws(ConfigurationError) -> TOMLTable {
        // The parser takes a NUL for the end of the text and would leave out what follows.
        if let end = text.utf8.firstIndex(of: 0) {
            let line = text.utf8[..<end].count { $0 == UInt8(ascii: "\n") } + 1
            throw .syntax(path: path, line: line, column: 1, reason: "the line holds a NUL")
        }
        do { return try TOMLTable(string: text) } catch let error as TOMLParseError {
            throw .syntax(path: path, line: error.source.begin.line, column: error.source.begin.column, reason: error.description)
        } catch {
            throw .syntax(path: path, line: 1, column: 1, reason: "the file cannot be read as TOML")
        }
    }

    /// The keys whose values differ between two configurations, in the order of `settings`.
    package static func differences<Target>(_ settings: [Setting<Target>], _ old: Target, _ new: Target) -> [String] {
        settings.filter { !$0.isSame(old, new) }.map(\.key)
    }

    package var keys: [String] { table.keys }

    package func string(_ key: String) throws(ConfigurationError) -> String {
        guard table[key]?.type == .string, let value = table[key]?.string else { throw wrongType(key, "a string") }
        guard !value.isEmpty else { throw outOfRange(key, "empty", allowed: "a string that is not empty") }
        return value
    }

    func strings(_ key: String) throws(ConfigurationError) -> [String] {
        guard let array = table[key]?.array else { return [try string(key)] }
        var values: [String] = []
        for element in array {
            guard let value = element.string, !value.isEmpty else { throw wrongType(key, "a string or an array of strings") }
            values.append(value)
        }
        guard !values.isEmpty else { throw outOfRange(key, "empty", allowed: "at least one string") }
        return values
    }

    func number(_ key: String, _ allowed: ClosedRange<Int>) throws(ConfigurationError) -> Int {
        guard table[key]?.type == .int, let value = table[key]?.int else { throw wrongType(key, "a whole number") }
        guard allowed.contains(value) else {
            throw outOfRange(key, "\(value)", allowed: "\(allowed.lowerBound) to \(allowed.upperBound)")
        }
        return value
    }

    package func decimal(_ key: String, _ allowed: ClosedRange<Double>) throws(ConfigurationError) -> Double {
        let value: Double? = table[key]?.type == .int ? table[key]?.int.map(Double.init) : table[key]?.double
        guard let value, table[key]?.type == .int || table[key]?.type == .double else { throw wrongType(key, "a number") }
        guard allowed.contains(value) else {
            throw outOfRange(key, "\(value)", allowed: "\(Self.plain(allowed.lowerBound)) to \(Self.plain(allowed.upperBound))")
        }
        return value
    }

    func flag(_ key: String) throws(ConfigurationError) -> Bool {
        guard table[key]?.type == .bool, let value = table[key]?.bool else { throw wrongType(key, "true or false") }
        return value
    }

    package func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ text: String, _ key: String
    ) throws(ConfigurationError) -> Choice {
        guard let value = Choice(rawValue: text) else {
            throw outOfRange(key, "'\(text)'", allowed: Choice.allCases.map { "'\($0.rawValue)'" }.joined(separator: " or "))
        }
        return value
    }

    /// The table at a key, whose own keys are named after it in errors.
    ///
    /// - Parameter expected: What errors ask for.
    package func table(_ key: String, expected: String = "a table") throws(ConfigurationError) -> SettingsReader {
        guard let inner = table[key]?.table else { throw wrongType(key, expected) }
        return SettingsReader(path: path, table: inner, prefix: prefix + key + ".")
    }

    package func unknown(_ key: String, allowed: [String]) -> ConfigurationError {
        .unknownKey(path: path, key: prefix + key, allowed: allowed)
    }

    package func outOfRange(_ key: String, _ value: String, allowed: String) -> ConfigurationError {
        .outOfRange(path: path, key: prefix + key, value: value, allowed: allowed)
    }

    private func wrongType(_ key: String, _ expected: String) -> ConfigurationError {
        .wrongType(path: path, key: prefix + key, expected: expected, found: table[key].map { "\($0.type)" } ?? "nothing")
    }

    private static func plain(_ value: Double) -> String { Int(exactly: value).map(String.init) ?? "\(value)" }
}
