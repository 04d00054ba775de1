import Classification
import DurableFiles
import Encoders
import LabeledData
import TOMLKit

/// TOML to a `GuardConfiguration`, strictly: what is not known, of another type or out of range is an error that says so.
///
/// The table of settings below is the only place where keys are named; `knownKeys` and the checks follow from it.
package struct ConfigurationReader {
    private typealias Setting = (
        key: String, apply: @Sendable (ConfigurationReader, TOMLTable, inout GuardConfiguration) throws(ConfigurationError) -> Void
    )

    private let path: String

    /// Reads a file of at most 1 MiB.
    package static func read(_ path: String) throws(ConfigurationError) -> GuardConfiguration {
        let bytes: [UInt8]
        do throws(FileError) { bytes = try readFile(path, limitBytes: 1 << 20) } catch { throw .file(error) }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .invalidUTF8(path: path) }
        return try parse(text, path: path)
    }

    package static func parse(_ text: String, path: String) throws(ConfigurationError) -> GuardConfiguration {
        let table: TOMLTable
        do { table = try TOMLTable(string: text) } catch let error as TOMLParseError {
            throw .syntax(path: path, line: error.source.begin.line, column: error.source.begin.column, reason: error.description)
        } catch {
            throw .syntax(path: path, line: 1, column: 1, reason: "the file cannot be read as TOML")
        }
        let reader = ConfigurationReader(path: path)
        for key in table.keys where key != "policy" && !settings.contains(where: { $0.key == key }) {
            throw .unknownKey(path: path, key: key, allowed: knownKeys)
        }
        var configuration = GuardConfiguration()
        for setting in settings where table[setting.key] != nil { try setting.apply(reader, table, &configuration) }
        if let policies = table["policy"] { configuration.policy = try reader.policies(policies) }
        guard configuration.stride < configuration.windowTokens - 2 else {
            throw .outOfRange(
                path: path, key: "stride", value: "\(configuration.stride)",
                allowed: "less than window_tokens - 2 = \(configuration.windowTokens - 2)")
        }
        return configuration
    }

    package static var knownKeys: [String] { settings.map(\.key) + ["policy.<class>"] }

    private static let settings: [Setting] = [
        text("socket", \.socket), text("admin_socket", \.adminSocket), text("models", \.models),
        optionalText("model", \.model), choice("precision", \.precision),
        flag("early_exit", \.earlyExit),
        number("threads", \.threads, 0...256), number("max_body_bytes", \.maxBodyBytes, 1_024...(64 << 20)),
        number("max_inputs", \.maxInputs, 1...65_536), number("max_connections", \.maxConnections, 1...65_536),
        number("max_queue", \.maxQueue, 1...1_000_000), number("deadline_ms", \.deadlineMilliseconds, 1...600_000),
        number("drain_seconds", \.drainSeconds, 0...600), number("max_batch_tokens", \.maxBatchTokens, 128...65_536),
        number("window_tokens", \.windowTokens, 8...512), number("stride", \.stride, 0...510),
        number("max_input_tokens", \.maxInputTokens, 8...1_000_000), choice("on_too_long", \.onTooLong),
        choice("swap_mode", \.swapMode), flag("strict_profile_flags_all", \.strictProfileFlagsAll), key("bundle_key", \.bundleKey),
        number("socket_mode", \.socketMode, 0...0o777),
    ]

    // MARK: one kind of setting each

    private typealias Configured<Value> = any WritableKeyPath<GuardConfiguration, Value> & Sendable

    private static func text(_ key: String, _ target: Configured<String>) -> Setting {
        (key, { reader, table, result throws(ConfigurationError) in result[keyPath: target] = try reader.string(table, key) })
    }

    private static func optionalText(_ key: String, _ target: Configured<String?>) -> Setting {
        (key, { reader, table, result throws(ConfigurationError) in result[keyPath: target] = try reader.string(table, key) })
    }

    private static func number(_ key: String, _ target: Configured<Int>, _ allowed: ClosedRange<Int>) -> Setting {
        (
            key,
            { reader, table, result throws(ConfigurationError) in
                guard table[key]?.type == .int, let value = table[key]?.int else { throw reader.wrongType(table, key, "a whole number") }
                guard allowed.contains(value) else {
                    throw .outOfRange(
                        path: reader.path, key: key, value: "\(value)", allowed: "\(allowed.lowerBound) to \(allowed.upperBound)")
                }
                result[keyPath: target] = value
            }
        )
    }

    private static func flag(_ key: String, _ target: Configured<Bool>) -> Setting {
        (
            key,
            { reader, table, result throws(ConfigurationError) in
                guard table[key]?.type == .bool, let value = table[key]?.bool else { throw reader.wrongType(table, key, "true or false") }
                result[keyPath: target] = value
            }
        )
    }

    private static func choice<Choice: RawRepresentable<String> & CaseIterable & SendableMetatype>(
        _ key: String, _ target: Configured<Choice>
    ) -> Setting {
        (
            key,
            { reader, table, result throws(ConfigurationError) in
                result[keyPath: target] = try reader.choice(try reader.string(table, key), key)
            }
        )
    }

    private static func key(_ key: String, _ target: Configured<String?>) -> Setting {
        (
            key,
            { reader, table, result throws(ConfigurationError) in
                let value = try reader.string(table, key)
                guard value.utf8.count == 64, value.allSatisfy(\.isHexDigit) else {
                    throw .outOfRange(path: reader.path, key: key, value: "'\(value)'", allowed: "64 hexadecimal digits")
                }
                result[keyPath: target] = value
            }
        )
    }

    // MARK: values

    private func policies(_ value: any TOMLValueConvertible) throws(ConfigurationError) -> [String: PolicyOverride] {
        guard let table = value.table else {
            throw .wrongType(path: path, key: "policy", expected: "tables [policy.<class>]", found: "\(value.type)")
        }
        var result: [String: PolicyOverride] = [:]
        for name in table.keys {
            // Which labels there are is the model's to say. `not-harmful` is what no rule can be about.
            guard !name.isEmpty, name != SafetyClass.notHarmful.name else {
                throw .unknownKey(path: path, key: "policy.\(name)", allowed: ["policy.<class> with the label of a harmful class"])
            }
            guard let rule = table[name]?.table else { throw wrongType(table, name, "a table", prefix: "policy.") }
            result[name] = try policy(rule, prefix: "policy.\(name).")
        }
        return result
    }

    private func policy(_ rule: TOMLTable, prefix: String) throws(ConfigurationError) -> PolicyOverride {
        var result = PolicyOverride()
        for key in rule.keys {
            switch key {
            case "threshold":
                let value: Double? = rule[key]?.type == .int ? rule[key]?.int.map(Double.init) : rule[key]?.double
                guard let value, rule[key]?.type == .int || rule[key]?.type == .double else {
                    throw wrongType(rule, key, "a number", prefix: prefix)
                }
                guard (0...1).contains(value) else {
                    throw .outOfRange(path: path, key: prefix + key, value: "\(value)", allowed: "0 to 1")
                }
                result.threshold = value
            case "action": result.action = try choice(try string(rule, key, prefix: prefix), prefix + key)
            default: throw .unknownKey(path: path, key: prefix + key, allowed: ["threshold", "action"].map { prefix + $0 })
            }
        }
        return result
    }

    private func string(_ table: TOMLTable, _ key: String, prefix: String = "") throws(ConfigurationError) -> String {
        guard table[key]?.type == .string, let value = table[key]?.string else { throw wrongType(table, key, "a string", prefix: prefix) }
        guard !value.isEmpty else {
            throw .outOfRange(path: path, key: prefix + key, value: "empty", allowed: "a string that is not empty")
        }
        return value
    }

    private func choice<Choice: RawRepresentable<String> & CaseIterable>(_ text: String, _ key: String) throws(ConfigurationError) -> Choice
    {
        guard let value = Choice(rawValue: text) else {
            let allowed = Choice.allCases.map { "'\($0.rawValue)'" }.joined(separator: " or ")
            throw .outOfRange(path: path, key: key, value: "'\(text)'", allowed: allowed)
        }
        return value
    }

    private func wrongType(_ table: TOMLTable, _ key: String, _ expected: String, prefix: String = "") -> ConfigurationError {
        .wrongType(path: path, key: prefix + key, expected: expected, found: table[key].map { "\($0.type)" } ?? "nothing")
    }
}
