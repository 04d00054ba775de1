package import Kernels
import Tensors

/// How the states of a sequence become its embedding, and the embedding its logits.
///
///     pooled      mean or first token → [normalize] → [Dense]            folders of sentence-transformers
///     classifier  first token → projection, tanh or ReLU → output        …ForSequenceClassification of transformers
package struct ModelHead: Sendable {
    package let pooling: Pooling
    package let projection: HeadProjection?
    package let isNormalized: Bool
    /// The last layer; nil for an encoder that gives embeddings only.
    package let output: DenseHead?

    package init(pooling: Pooling, projection: HeadProjection? = nil, isNormalized: Bool = false, output: DenseHead?) {
        self.pooling = pooling
        self.projection = projection
        self.isNormalized = isNormalized
        self.output = output
    }

    /// The head for classification of a family.
    init(classifier source: borrowing some ParameterSource & ~Copyable, _ family: EncoderFamily) throws(TensorError) {
        self.init(
            pooling: .cls,
            projection: HeadProjection(
                weight: try source.parameter(.projection(.weight)), bias: try source.parameter(.projection(.bias)),
                activation: family.classifierActivation),
            output: DenseHead(weight: try source.parameter(.output(.weight)), bias: try source.parameter(.output(.bias))))
    }

    /// - Parameters:
    ///   - states: `[T, H]`.
    ///   - offsets: B + 1 values.
    ///   - scratch: `[B, H]`, used where there is a projection.
    ///   - embeddings: `[B, H]`, overwritten.
    package func embed(
        _ states: UnsafePointer<Float>, offsets: UnsafeBufferPointer<Int>, hidden: Int, scratch: UnsafeMutablePointer<Float>,
        into embeddings: UnsafeMutablePointer<Float>, _ instructionSet: InstructionSet
    ) {
        let sequences = offsets.count - 1
        poolRows(states, offsets: offsets, hidden: hidden, pooling, into: projection == nil ? embeddings : scratch)
        projection?.apply(to: scratch, rows: sequences, into: embeddings, instructionSet)
        if isNormalized { normalizeRows(embeddings, rows: sequences, hidden: hidden) }
    }
}
