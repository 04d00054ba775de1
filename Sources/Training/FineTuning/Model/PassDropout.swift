import Encoders
import Kernels

/// The masks of one step: a function of seed, step and place, so that the way back draws the same ones and nothing is stored.
struct PassDropout: Sendable {
    enum Place {
        case norm(NormPlace)
        case probabilities(layer: Int)
        /// What the last layer reads, `[B, H]`.
        case embedding

        /// As `LayerwiseRates` counts parts.
        func part(of layers: Int) -> Int {
            switch self {
            case .norm(.embeddings): 0
            case .norm(.attention(let layer)), .norm(.output(let layer)), .probabilities(let layer): layer + 1
            case .embedding: layers + 1
            }
        }
    }

    let rate: Float
    let seed: UInt64
    let step: Int
    let numHiddenLayers: Int
    /// Frozen parts run as they will be served, without dropout.
    let frozenParts: Int

    /// - Parameter step: Counts micro batches, from 0.
    init(rate: Double, seed: UInt64, step: Int, numHiddenLayers: Int, frozenParts: Int = 0) {
        (self.rate, self.seed, self.step, self.numHiddenLayers) = (Float(rate), seed, step, numHiddenLayers)
        self.frozenParts = frozenParts
    }

    /// Nil when nothing is dropped.
    func mask(_ place: Place) -> Dropout? {
        guard rate > 0, place.part(of: numHiddenLayers) >= frozenParts else { return nil }
        let number: Int =
            switch place {
            case .norm(.embeddings): 0
            case .embedding: 1
            case .probabilities(let layer): 2 + 3 * layer
            case .norm(.attention(let layer)): 3 + 3 * layer
            case .norm(.output(let layer)): 4 + 3 * layer
            }
        return Dropout(rate: rate, seed: seed, stream: UInt64(step * (2 + 3 * numHiddenLayers) + number))
    }
}
