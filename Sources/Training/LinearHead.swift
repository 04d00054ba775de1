/// A linear classifier on embeddings: `logits = W · x + b`.
///
/// The temperature of a calibration is not part of the head; it divides the logits afterwards.
package struct LinearHead: Equatable, Sendable {
    package let classCount: Int
    /// H.
    package let dimension: Int
    /// W, `[C, H]` row-major.
    package let weight: [Float]
    /// b, `[C]`.
    package let bias: [Float]

    package init(classCount: Int, dimension: Int, weight: [Float], bias: [Float]) {
        precondition(
            weight.count == classCount * dimension && bias.count == classCount,
            "LinearHead: \(weight.count) weights and \(bias.count) biases for [\(classCount), \(dimension)]")
        self.classCount = classCount
        self.dimension = dimension
        self.weight = weight
        self.bias = bias
    }

    /// The logits of every row, `[n, C]` row-major.
    package func logits(_ embeddings: Embeddings) -> [Float] { logits(embeddings, rows: Array(0..<embeddings.count)) }

    /// The logits of some rows, `[rows.count, C]` row-major.
    package func logits(_ embeddings: Embeddings, rows: [Int]) -> [Float] {
        precondition(embeddings.dimension == dimension, "logits: embeddings have \(embeddings.dimension) columns, the head \(dimension)")
        var z = [Float](repeating: 0, count: rows.count * classCount)
        DesignMatrix(embeddings, rows: rows).multiply(rows: 0..<rows.count, weight: weight, classCount: classCount, into: &z)
        for index in z.indices { z[index] += bias[index % classCount] }
        return z
    }
}
