/// What a complete file of the capture spool is called: `capture-<hour>-<token>-<number>-<samples>.jsonl`, `taken-` before it once the trainer
/// has begun to take it.
///
/// No name is ever used twice: the token is drawn anew by every process, the number counts its files. So a name stands for a content, and
/// a file whose name is recorded as imported can be removed unread.
package struct SpoolFileName: Equatable, Sendable {
    package static let takenPrefix = "taken-"
    package static let tokenDigits = 16

    package let hour: Int
    /// 16 hexadecimal digits.
    package let token: String
    package let number: Int
    package let samples: Int

    package init(hour: Int, token: String, number: Int, samples: Int) {
        self.hour = hour
        self.token = token
        self.number = number
        self.samples = samples
    }

    package var text: String { "capture-\(hour)-\(token)-\(number)-\(samples).jsonl" }

    /// - Parameter name: With or without `taken-`.
    package init?(_ name: String) {
        var rest = name[...]
        if rest.hasPrefix(Self.takenPrefix) { rest = rest.dropFirst(Self.takenPrefix.count) }
        guard rest.utf8.count <= 128, rest.hasSuffix(".jsonl") else { return nil }
        let parts = rest.dropLast(6).split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0] == "capture", let hour = Self.count(parts[1]), parts[2].utf8.count == Self.tokenDigits,
            parts[2].utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }), let number = Self.count(parts[3]),
            let samples = Self.count(parts[4])
        else { return nil }
        self.init(hour: hour, token: String(parts[2]), number: number, samples: samples)
        // Only what this type would write: no leading zeros, no signs.
        guard text == rest else { return nil }
    }

    private static func count(_ text: Substring) -> Int? {
        guard let value = Int(text), (0...1_000_000_000).contains(value) else { return nil }
        return value
    }
}
