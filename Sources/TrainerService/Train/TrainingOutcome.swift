import Encoders
import JSONParsing
import Training

/// A trained model before it is a bundle, and everything that is worth writing down about it.
struct TrainingOutcome {
    enum Weights {
        /// The base's encoder as it is, with a head on its embeddings.
        case frozen(SentenceLayout, LinearHead)
        case tuned(ModelParameters)
    }

    let weights: Weights
    let maxTokens: Int
    /// Fitted out of fold; nil when no row was held back for it.
    let calibration: CalibrationFit?
    let outOfFold: EvaluationReport?
    let dev: EvaluationReport
    let gate: EvaluationReport?
    let earlyExit: EarlyExitOutcome
    /// For the manifest.
    let recipe: JSONObject
    /// For the card: what was done, in sentences.
    let account: String
    /// For the person at the terminal, before the figures.
    let notes: [String]

    var headKind: String {
        switch weights {
        case .frozen: "pooled-dense"
        case .tuned(let parameters): parameters.headKind == .classifier ? "sequence-classification" : "pooled-dense"
        }
    }

    /// What a person reads when training is done.
    var summary: [String] {
        var lines = notes
        if let fit = calibration {
            lines.append(
                "out of fold: log loss \(fixed(fit.logLossBefore, digits: 3)) → \(fixed(fit.logLossAfter, digits: 3)), ECE "
                    + "\(fixed(fit.eceBefore, digits: 3)) → \(fixed(fit.eceAfter, digits: 3)), temperature "
                    + fixed(fit.calibration.temperature, digits: 3))
        }
        lines.append(earlyExit.sentence)
        lines += ["", "development set:", dev.table]
        if let gate { lines += ["", "gate set:", gate.table] }
        return lines
    }
}
