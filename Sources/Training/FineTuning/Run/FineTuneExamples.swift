/// Tokenized rows to train on.
package struct FineTuneExamples: Sendable {
    /// Token ids of each row, special tokens included; none is empty, or longer than the encoder takes.
    package let sequences: [[Int32]]
    package let targets: TrainingTargets

    package init(sequences: [[Int32]], targets: TrainingTargets) throws(TrainingError) {
        guard sequences.count == targets.count else {
            throw .countMismatch(what: "token sequences", expected: targets.count, found: sequences.count)
        }
        guard !sequences.isEmpty else { throw .noRows }
        self.sequences = sequences
        self.targets = targets
    }
}

/// What a step did, for progress bars and logs.
package struct FineTuneStep: Equatable, Sendable {
    /// Steps done, this one included.
    package let step: Int
    package let totalSteps: Int
    package let epoch: Int
    package let loss: Double
    /// Of the encoder's last layer.
    package let learningRate: Double
    /// Before clipping.
    package let gradNorm: Double
    package let tokens: Int
}

/// What the caller wants after a step.
package enum FineTuneCommand: Sendable {
    case goOn
    /// Stop here and hand out the whole state.
    case pause
}

package enum FineTuneOutcome: Sendable {
    /// The parameters hold the trained weights.
    case finished(bestEpoch: Int?)
    /// Going on from this gives the very weights that an uninterrupted run would have given.
    case paused(Checkpoint)
}
