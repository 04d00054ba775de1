package import LabeledData

/// How a variation is to sound.
package enum Register: String, CaseIterable, Sendable {
    case plain, casual, formal, terse, rambling
    case withTypos = "with-typos"
    case secondHand = "second-hand"

    var instruction: String {
        switch self {
        case .plain: "plain everyday English"
        case .casual: "casual, as in a chat with a friend, lower case and slang allowed"
        case .formal: "formal and polite, as in a letter"
        case .terse: "terse, a few words, no politeness"
        case .rambling: "rambling, with a detour before the point"
        case .withTypos: "typed in a hurry, with two or three spelling mistakes"
        case .secondHand: "told for somebody else: a friend, a relative, a colleague"
        }
    }

    /// Registers that do not change what the message is. Who tells of another person's despair does not speak of their own.
    static func allowed(for label: SafetyClass) -> [Register] {
        label == .selfHarm ? allCases.filter { $0 != .secondHand } : allCases
    }
}

/// How long a variation is to be.
package enum VariationLength: String, CaseIterable, Sendable {
    case short, medium, long

    var instruction: String {
        switch self {
        case .short: "at most ten words"
        case .medium: "about as long as the source"
        case .long: "two or three sentences"
        }
    }
}

/// Register and length of each of the k variations of one source.
package struct VariationPlan: Equatable, Sendable {
    package struct Entry: Equatable, Sendable {
        package let register: Register
        package let length: VariationLength
    }

    package let entries: [Entry]

    /// Registers in a random order, used again only when all have been; lengths likewise. The same arguments give the same plan.
    package init(count: Int, seed: UInt64, source: String, label: SafetyClass) {
        var draws = SeededDraws(seed: seed, text: source)
        let registers = Self.cycle(Register.allowed(for: label), count, &draws)
        let lengths = Self.cycle(VariationLength.allCases, count, &draws)
        entries = zip(registers, lengths).map { register, length in
            // A terse text of three sentences and a rambling one of ten words are no texts.
            switch (register, length) {
            case (.terse, _): Entry(register: register, length: .short)
            case (.rambling, _): Entry(register: register, length: .long)
            default: Entry(register: register, length: length)
            }
        }
    }

    private static func cycle<Element>(_ elements: [Element], _ count: Int, _ draws: inout SeededDraws) -> [Element] {
        var result: [Element] = []
        while result.count < count { result += draws.shuffled(elements) }
        return Array(result.prefix(count))
    }
}
