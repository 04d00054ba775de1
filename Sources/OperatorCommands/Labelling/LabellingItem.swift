import JSONParsing
package import LabeledData

/// A message that is to be labelled, as the trainer hands it out.
package struct LabellingItem: Equatable, Sendable {
    package let message: String
    package let text: String
    /// What the model thinks of it, most likely class first; empty when it has said nothing.
    package let guess: [(label: SafetyClass, score: Double)]

    package init(message: String, text: String, guess: [(label: SafetyClass, score: Double)] = []) {
        self.message = message
        self.text = text
        self.guess = guess.sorted { $0.score > $1.score }
    }

    package static func == (left: LabellingItem, right: LabellingItem) -> Bool {
        left.message == right.message && left.text == right.text
            && left.guess.elementsEqual(right.guess) { $0.label == $1.label && $0.score == $1.score }
    }

    /// A text that may distress its reader: the model gives danger to life or self-harm a share worth a block.
    package var mayDistress: Bool {
        guess.contains { ($0.label == .selfHarm || $0.label == .emergencySituation) && $0.score >= 0.35 }
    }
}

/// How far a round's labelling has come.
package struct LabellingProgress: Equatable, Sendable {
    package var asked: Int
    package var settled: Int
    package var skipped: Int
    package var disputed: Int

    package init(asked: Int = 0, settled: Int = 0, skipped: Int = 0, disputed: Int = 0) {
        self.asked = asked
        self.settled = settled
        self.skipped = skipped
        self.disputed = disputed
    }
}
