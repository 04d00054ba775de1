/// One key of a configuration: what its value has to be and where it goes.
///
///     static let settings: [Setting<TrainerConfiguration>] = [
///         .text("socket", \.socket), .number("queries", \.queries, 1...1_000), .choice("recipe", \.recipe),
///     ]
package struct Setting<Target: Sendable>: Sendable {
    package typealias Place<Value> = any WritableKeyPath<Target, Value> & Sendable
    package typealias Application = @Sendable (SettingsReader, inout Target) throws(ConfigurationError) -> Void

    package let key: String
    /// What errors call it: the key, or `policy.<class>` for a table of tables.
    package let name: String
    let apply: Application
    /// Whether two configurations have the same value for it.
    let isSame: @Sendable (Target, Target) -> Bool

    /// A setting that no other kind fits.
    package static func custom<Value: Equatable & SendableMetatype>(
        _ key: String, named name: String, _ target: Place<Value>, _ apply: @escaping Application
    ) -> Setting {
        Setting(key: key, name: name, apply: apply) { $0[keyPath: target] == $1[keyPath: target] }
    }

    private static func plain<Value: Equatable & SendableMetatype>(_ key: String, _ target: Place<Value>, _ apply: @escaping Application)
        -> Setting
    {
        custom(key, named: key, target, apply)
    }

    /// A string that is not empty.
    package static func text(_ key: String, _ target: Place<String>) -> Setting {
        plain(key, target) { reader, result throws(ConfigurationError) in result[keyPath: target] = try reader.string(key) }
    }

    package static func optionalText(_ key: String, _ target: Place<String?>) -> Setting {
        plain(key, target) { reader, result throws(ConfigurationError) in result[keyPath: target] = try reader.string(key) }
    }

    /// One string, or an array of them.
    package static func texts(_ key: String, _ target: Place<[String]>) -> Setting {
        plain(key, target) { reader, result throws(ConfigurationError) in result[keyPath: target] = try reader.strings(key) }
    }

    package static func number(_ key: String, _ target: Place<Int>, _ allowed: ClosedRange<Int>) -> Setting {
        plain(key, target) { reader, result throws(ConfigurationError) in result[keyPath: target] = try reader.number(key, allowed) }
    }

    package static func optionalNumber(_ key: String, _ target: Place<Int?>, _ allowed: ClosedRange<Int>) -> Setting {
        plain(key, target) { reader, result throws(ConfigurationError) in result[keyPath: target] = try reader.number(key, allowed) }
    }

    /// A number with or without a point.
    package static func decimal(_ key: String, _ target: Place<Double>, _ allowed: ClosedRange<Double>) -> Setting {
        plain(key, target) { reader, result throws(ConfigurationError) in result[keyPath: target] = try reader.decimal(key, allowed) }
    }

    package static func flag(_ key: String, _ target: Place<Bool>) -> Setting {
        plain(key, target) { reader, result throws(ConfigurationError) in result[keyPath: target] = try reader.flag(key) }
    }

    package static func choice<Choice: RawRepresentable<String> & CaseIterable & Equatable & SendableMetatype>(
        _ key: String, _ target: Place<Choice>
    ) -> Setting {
        plain(key, target) { reader, result throws(ConfigurationError) in
            result[keyPath: target] = try reader.choice(try reader.string(key), key)
        }
    }

    /// A string that `parse` makes a value of.
    ///
    /// - Parameter allowed: What errors say is allowed.
    package static func parsed<Value: Equatable & SendableMetatype>(
        _ key: String, _ target: Place<Value>, allowed: String, _ parse: @escaping @Sendable (String) -> Value?
    ) -> Setting {
        plain(key, target) { reader, result throws(ConfigurationError) in
            let text = try reader.string(key)
            guard let value = parse(text) else { throw reader.outOfRange(key, "'\(text)'", allowed: allowed) }
            result[keyPath: target] = value
        }
    }

    /// As `parsed`, for a value that need not be set. With `parsed` itself a nil of `parse` would be a value.
    package static func optionalParsed<Value: Equatable & SendableMetatype>(
        _ key: String, _ target: Place<Value?>, allowed: String, _ parse: @escaping @Sendable (String) -> Value?
    ) -> Setting {
        plain(key, target) { reader, result throws(ConfigurationError) in
            let text = try reader.string(key)
            guard let value = parse(text) else { throw reader.outOfRange(key, "'\(text)'", allowed: allowed) }
            result[keyPath: target] = value
        }
    }
}
