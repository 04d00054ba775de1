/// Decides after each epoch whether to go on, by a score on rows that are held back.
///
/// An epoch is better when its score is above the best so far by more than `minImprovement`; a score that is NaN never is. After
/// `patience` epochs in a row that are not better, training stops.
///
/// Source: Prechelt 1998, "Early stopping — but when?", criterion UP by count. Matches transformers.EarlyStoppingCallback.
package struct EarlyStopping: Equatable, Sendable {
    package enum Action: Equatable, Sendable {
        /// The best epoch so far: set these weights aside, and go on.
        case keepWeights
        case goOn
        /// Go back to the weights of the best epoch; nil when no epoch had a score.
        case stop(bestEpoch: Int?)
    }

    package let patience: Int
    package let minImprovement: Double
    package private(set) var bestEpoch: Int?
    package private(set) var bestScore: Double?
    package private(set) var epochsWithoutImprovement: Int

    package init(patience: Int, minImprovement: Double = 0) throws(TrainingError) {
        try self.init(patience: patience, minImprovement: minImprovement, bestEpoch: nil, bestScore: nil, epochsWithoutImprovement: 0)
    }

    /// Goes on from a state that was saved.
    package init(
        patience: Int, minImprovement: Double, bestEpoch: Int?, bestScore: Double?, epochsWithoutImprovement: Int
    ) throws(TrainingError) {
        guard patience > 0 else { throw .badOption(name: "patience", allowed: "at least 1") }
        guard minImprovement.isFinite && minImprovement >= 0 else {
            throw .badOption(name: "minImprovement", allowed: "finite and not negative")
        }
        guard epochsWithoutImprovement >= 0 else { throw .badOption(name: "epochsWithoutImprovement", allowed: "at least 0") }
        self.patience = patience
        self.minImprovement = minImprovement
        self.bestEpoch = bestEpoch
        self.bestScore = bestScore
        self.epochsWithoutImprovement = epochsWithoutImprovement
    }

    /// Takes the score of an epoch, higher is better, and says what to do.
    package mutating func evaluated(epoch: Int, score: Double) -> Action {
        if !score.isNaN && bestScore.map({ score > $0 + minImprovement }) ?? true {
            (bestEpoch, bestScore, epochsWithoutImprovement) = (epoch, score, 0)
            return .keepWeights
        }
        epochsWithoutImprovement += 1
        return epochsWithoutImprovement >= patience ? .stop(bestEpoch: bestEpoch) : .goOn
    }
}
