package import JSONParsing

/// One message that the guard was unsure of, as it waits for the trainer: one line of a spool file.
///
/// Nothing in it says who wrote it: no peer, no request id, a text from which `Redaction` has taken what names people, and of the time the
/// hour alone.
package struct CapturedSample: Equatable, Sendable {
    package static let formatVersion = 1
    /// Longest line that is read back.
    package static let mostLineBytes = 1 << 20

    package let text: String
    /// By label, in the order of the model's labels.
    package let scores: [(label: String, score: Double)]
    /// In nats.
    package let entropy: Double
    /// The bundle that gave the scores.
    package let bundle: String
    /// Hours since 1970-01-01T00:00:00Z.
    package let hour: Int

    package init(text: String, scores: [(label: String, score: Double)], entropy: Double, bundle: String, hour: Int) {
        self.text = text
        self.scores = scores
        self.entropy = entropy
        self.bundle = bundle
        self.hour = hour
    }

    package static func == (left: CapturedSample, right: CapturedSample) -> Bool { left.json == right.json }

    package var json: JSONValue {
        [
            "version": .int(Self.formatVersion), "hour": .int(hour), "bundle": .string(bundle), "entropy": .double(entropy),
            "scores": .object(JSONObject(scores.map { ($0.label, .double($0.score)) })), "text": .string(text),
        ]
    }

    /// Reads one line; nil for anything else than a sample of this version.
    package init?(line: [UInt8]) {
        guard line.count <= Self.mostLineBytes, let value = try? JSONParser.parse(line), let object = value.object,
            object["version"]?.int == Self.formatVersion, let hour = object["hour"]?.int, (0...100_000_000).contains(hour),
            let bundle = object["bundle"]?.string, (1...256).contains(bundle.utf8.count),
            bundle.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }),
            let entropy = object["entropy"]?.double, entropy.isFinite, entropy >= 0,
            let text = object["text"]?.string, text.utf8.contains(where: { $0 > 0x20 }), !text.utf8.contains(0),
            let members = object["scores"]?.object?.members
        else { return nil }
        var scores: [(label: String, score: Double)] = []
        for member in members {
            guard let score = member.value.double, score.isFinite else { return nil }
            scores.append((member.key, score))
        }
        self.init(text: text, scores: scores, entropy: entropy, bundle: bundle, hour: hour)
    }
}
