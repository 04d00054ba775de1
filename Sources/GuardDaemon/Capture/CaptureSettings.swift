package import Configuration

/// `[capture]` of `picket.toml`: whether and how messages that the model is unsure of are kept for the trainer.
package struct CaptureSettings: Equatable, Sendable {
    package var isEnabled = false
    /// In nats; six classes have at most ln 6 = 1.79. 0.9 is half of that.
    package var minEntropy = 0.9
    package var maxPerHour = 60
    /// Of the spool folder in all.
    package var maxBytes = 4 << 20
    /// That wait in the spool.
    package var maxSamples = 2_000
    package var folder = "/run/picket/capture"
    /// Of one redacted text; the rest of it is not kept.
    package var maxTextBytes = 2_048

    package init() {}

    /// The sentence for the journal of a daemon that starts with capture on.
    package var notice: String {
        "capture is on: at most \(maxPerHour) messages an hour of entropy \(minEntropy) and more are kept, redacted, in '\(folder)' for the "
            + "trainer, at most \(maxBytes) bytes of them; [capture] enabled = false ends it"
    }

    /// The sentence for the journal when there is no room.
    var fullNotice: String {
        "the spool '\(folder)' is full: messages are no longer captured, and every request is answered as before; the trainer empties it when "
            + "it starts and before each round"
    }

    /// The table `[capture]`, as one setting of the daemon's list.
    package static func setting<Target>(_ place: Setting<Target>.Place<CaptureSettings>) -> Setting<Target> {
        .custom("capture", named: "capture.<key>", place) { reader, result throws(ConfigurationError) in
            result[keyPath: place] = try SettingsReader.apply(
                list, of: try reader.table("capture", expected: "a table [capture]"), named: "capture", to: result[keyPath: place])
        }
    }

    private static let list: [Setting<CaptureSettings>] = [
        .flag("enabled", \.isEnabled), .decimal("min_entropy", \.minEntropy, 0...10), .number("max_per_hour", \.maxPerHour, 1...100_000),
        .number("max_bytes", \.maxBytes, 4_096...(1 << 30)), .number("max_samples", \.maxSamples, 1...1_000_000),
        .text("folder", \.folder), .number("max_text_bytes", \.maxTextBytes, 16...(64 << 10)),
    ]
}
