package import Kernels

/// The memory of one layer of a forward pass. Serving uses the same for every layer; training gives each its own and keeps it.
package struct LayerBuffers {
    /// `[T, 3H]`.
    package var queryKeyValue: UnsafeMutablePointer<Float>
    /// `[T, H]`: what attention gives.
    package var context: UnsafeMutablePointer<Float>
    /// `[T, H]`: the state after attention.
    package var attended: UnsafeMutablePointer<Float>
    /// `[T, I]`: before GELU.
    package var intermediate: UnsafeMutablePointer<Float>
    /// `[T, I]`: after GELU; may be the same memory.
    package var activated: UnsafeMutablePointer<Float>
    /// `[T, H]`: the state after the layer.
    package var output: UnsafeMutablePointer<Float>

    package init(
        queryKeyValue: UnsafeMutablePointer<Float>, context: UnsafeMutablePointer<Float>, attended: UnsafeMutablePointer<Float>,
        intermediate: UnsafeMutablePointer<Float>, activated: UnsafeMutablePointer<Float>, output: UnsafeMutablePointer<Float>
    ) {
        self.queryKeyValue = queryKeyValue
        self.context = context
        self.attended = attended
        self.intermediate = intermediate
        self.activated = activated
        self.output = output
    }
}

/// One of the sums that a layer normalizes.
package enum NormPlace: Hashable, Sendable {
    case embeddings
    case attention(layer: Int)
    case output(layer: Int)
}

/// Where a forward pass writes, and what is done besides on its way: nothing in serving, dropout and keeping notes in training.
///
/// The pass is one piece of code for both. What a hook does not implement is what serving does.
package protocol PassHooks {
    /// `[T, H]`: where the state after the embeddings goes.
    var embedded: UnsafeMutablePointer<Float> { get }

    func buffers(layer: Int) -> LayerBuffers

    /// Computes `context` from `queryKeyValue`.
    func attend(layer: Int, offsets: UnsafeBufferPointer<Int>, _ instructionSet: InstructionSet)

    /// Adds `residual` to `x` and normalizes it, both `[rows, H]`.
    func normalize(
        _ place: NormPlace, _ x: UnsafeMutablePointer<Float>, adding residual: UnsafePointer<Float>?, rows: Int,
        _ norm: EncoderWeights.Norm, epsilon: Float, _ instructionSet: InstructionSet)

    /// Applies GELU to `count` elements of `x`; `y` is another place, or the same.
    func activate(
        layer: Int, _ x: UnsafeMutablePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int, _ instructionSet: InstructionSet)

    /// The normalized embeddings, `[rows, H]`.
    func didEmbed(_ x: UnsafeMutablePointer<Float>, rows: Int)

    /// What a block adds to the state, `[rows, H]`, before it is added.
    func willAdd(_ place: NormPlace, _ x: UnsafeMutablePointer<Float>, rows: Int)

    /// After a layer: lets sequences leave.
    ///
    /// - Parameters:
    ///   - layer: Layers that have been computed, 1…L.
    ///   - x: The state, `[rows, H]`; the rows of those that stay are moved together.
    ///   - offsets: Of the sequences that are still computed.
    /// - Returns: Of those that stay; one value, 0, when none does. Valid until the next call.
    func didFinish(
        layer: Int, _ x: UnsafeMutablePointer<Float>, offsets: UnsafeBufferPointer<Int>
    ) -> UnsafeBufferPointer<Int>
}

extension PassHooks {
    package func normalize(
        _ place: NormPlace, _ x: UnsafeMutablePointer<Float>, adding residual: UnsafePointer<Float>?, rows: Int,
        _ norm: EncoderWeights.Norm, epsilon: Float, _ instructionSet: InstructionSet
    ) {
        layerNorm(x, adding: residual, rows: rows, gamma: norm.gamma, beta: norm.beta, epsilon: epsilon, instructionSet)
    }

    package func activate(
        layer: Int, _ x: UnsafeMutablePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int, _ instructionSet: InstructionSet
    ) {
        precondition(x == y, "activate: this hook works in place")
        gelu(y, count: count, instructionSet)
    }

    package func didEmbed(_ x: UnsafeMutablePointer<Float>, rows: Int) {}

    package func willAdd(_ place: NormPlace, _ x: UnsafeMutablePointer<Float>, rows: Int) {}

    package func didFinish(
        layer: Int, _ x: UnsafeMutablePointer<Float>, offsets: UnsafeBufferPointer<Int>
    ) -> UnsafeBufferPointer<Int> { offsets }
}
