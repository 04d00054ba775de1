import Glibc

/// A learning rate for each part of a model: the lower a part lies, the less it moves.
///
///     part 0           the embeddings          rate · decay^L
///     part 1 … L       the layers, upwards     rate · decay^(L − part)      the top layer gets the rate itself
///     part L + 1       the head                rate · headFactor
///
/// Source: Howard & Ruder 2018, "Universal language model fine-tuning for text classification", arXiv:1801.06146, §3.2
/// (discriminative fine-tuning), with one factor for all layers as in ELECTRA (Clark et al. 2020, arXiv:2003.10555, appendix).
package struct LayerwiseRates: Equatable, Sendable {
    /// L.
    package let numHiddenLayers: Int
    package let encoderRate: Double
    package let decay: Double
    package let headFactor: Double
    /// How many parts, from the embeddings up, do not move at all.
    package let frozenParts: Int

    /// - Throws: `badOption`. The head cannot be frozen, so `frozenParts` is at most L + 1.
    package init(
        numHiddenLayers: Int, encoderRate: Double, decay: Double = 1, headFactor: Double = 1, frozenParts: Int = 0
    ) throws(TrainingError) {
        guard numHiddenLayers >= 0 else { throw .badOption(name: "numHiddenLayers", allowed: "at least 0") }
        guard encoderRate.isFinite && encoderRate >= 0 else { throw .badOption(name: "encoderRate", allowed: "finite and not negative") }
        guard decay > 0 && decay <= 1 else { throw .badOption(name: "decay", allowed: "above 0, at most 1") }
        guard headFactor.isFinite && headFactor >= 0 else { throw .badOption(name: "headFactor", allowed: "finite and not negative") }
        guard (0...numHiddenLayers + 1).contains(frozenParts) else {
            throw .badOption(name: "frozenParts", allowed: "0 to \(numHiddenLayers + 1)")
        }
        self.numHiddenLayers = numHiddenLayers
        self.encoderRate = encoderRate
        self.decay = decay
        self.headFactor = headFactor
        self.frozenParts = frozenParts
    }

    package var headPart: Int { numHiddenLayers + 1 }

    /// The rate of a part; 0 when it is frozen.
    package func rate(part: Int) -> Double {
        precondition((0...headPart).contains(part), "rate: part \(part) of \(headPart + 1)")
        if isFrozen(part: part) { return 0 }
        return part == headPart ? encoderRate * headFactor : encoderRate * pow(decay, Double(numHiddenLayers - part))
    }

    /// True when neither the gradient nor the moments of the part are needed.
    package func isFrozen(part: Int) -> Bool { part < frozenParts }
}
