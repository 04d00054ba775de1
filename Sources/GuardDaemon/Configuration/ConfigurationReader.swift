import Classification
package import Configuration
import Encoders
import LabeledData

/// `picket.toml` to a `GuardConfiguration`. The table of settings below is the only place where its keys are named.
package struct ConfigurationReader {
    /// Reads a file of at most 1 MiB.
    package static func read(_ path: String) throws(ConfigurationError) -> GuardConfiguration {
        try checked(try SettingsReader.read(path, settings, into: GuardConfiguration()), path)
    }

    package static func parse(_ text: String, path: String) throws(ConfigurationError) -> GuardConfiguration {
        try checked(try SettingsReader.parse(text, path: path, settings, into: GuardConfiguration()), path)
    }

    package static var knownKeys: [String] { settings.map(\.name) }

    /// The keys whose values differ, and those among them that a running daemon cannot take over.
    package static func differences(_ old: GuardConfiguration, _ new: GuardConfiguration) -> (changed: [String], needRestart: [String]) {
        let changed = SettingsReader.differences(settings, old, new)
        return (changed, changed.filter(onlyAtStart.contains))
    }

    /// What threads, queues and sockets are made with.
    private static let onlyAtStart: Set<String> = [
        "socket", "admin_socket", "socket_mode", "threads", "max_body_bytes", "max_connections", "max_queue", "max_batch_tokens",
        "summary_seconds", "capture", "allow_non_loopback",
    ]

    /// What a model is read with: a change of these loads the model in service anew.
    static func changesModel(_ changed: [String]) -> Bool { changed.contains(where: modelSettings.contains) }

    private static let modelSettings: Set<String> = [
        "models", "model", "precision", "early_exit", "window_tokens", "stride", "max_input_tokens", "on_too_long", "bundle_key",
    ]

    private static func checked(_ configuration: GuardConfiguration, _ path: String) throws(ConfigurationError) -> GuardConfiguration {
        guard configuration.stride < configuration.windowTokens - 2 else {
            throw .outOfRange(
                path: path, key: "stride", value: "\(configuration.stride)",
                allowed: "less than window_tokens - 2 = \(configuration.windowTokens - 2)")
        }
        return configuration
    }

    private static let settings: [Setting<GuardConfiguration>] = [
        .text("socket", \.socket), .text("admin_socket", \.adminSocket), .text("models", \.models),
        .optionalText("model", \.model), .choice("precision", \.precision),
        .flag("early_exit", \.earlyExit),
        .number("threads", \.threads, 0...256), .number("max_body_bytes", \.maxBodyBytes, 1_024...(64 << 20)),
        .number("max_inputs", \.maxInputs, 1...65_536), .number("max_connections", \.maxConnections, 1...65_536),
        .number("max_queue", \.maxQueue, 1...1_000_000), .number("deadline_ms", \.deadlineMilliseconds, 1...600_000),
        .number("drain_seconds", \.drainSeconds, 0...600), .number("max_batch_tokens", \.maxBatchTokens, 128...65_536),
        .number("window_tokens", \.windowTokens, 8...512), .number("stride", \.stride, 0...510),
        .number("max_input_tokens", \.maxInputTokens, 8...1_000_000), .choice("on_too_long", \.onTooLong),
        .choice("swap_mode", \.swapMode), .flag("strict_profile_flags_all", \.strictProfileFlagsAll),
        .optionalParsed("bundle_key", \.bundleKey, allowed: "64 hexadecimal digits") { text in
            text.utf8.count == 64 && text.allSatisfy(\.isHexDigit) ? text : nil
        },
        .number("socket_mode", \.socketMode, 0...0o777), .flag("allow_non_loopback", \.allowsNonLoopback),
        .flag("log_flagged", \.logFlagged), .number("summary_seconds", \.summarySeconds, 0...86_400),
        CaptureSettings.setting(\.capture),
        .custom("policy", named: "policy.<class>", \.policy) { reader, result throws(ConfigurationError) in
            result.policy = try policies(try reader.table("policy", expected: "tables [policy.<class>]"))
        },
    ]

    private static func policies(_ reader: SettingsReader) throws(ConfigurationError) -> [String: PolicyOverride] {
        var result: [String: PolicyOverride] = [:]
        for name in reader.keys {
            // Which labels there are is the model's to say. `not-harmful` is what no rule can be about.
            guard !name.isEmpty, name != SafetyClass.notHarmful.name else {
                throw reader.unknown(name, allowed: ["policy.<class> with the label of a harmful class"])
            }
            result[name] = try policy(try reader.table(name), name)
        }
        return result
    }

    private static func policy(_ reader: SettingsReader, _ name: String) throws(ConfigurationError) -> PolicyOverride {
        var result = PolicyOverride()
        for key in reader.keys {
            switch key {
            case "threshold": result.threshold = try reader.decimal(key, 0...1)
            case "action": result.action = try reader.choice(try reader.string(key), key)
            default: throw reader.unknown(key, allowed: ["threshold", "action"].map { "policy.\(name).\($0)" })
            }
        }
        return result
    }
}
