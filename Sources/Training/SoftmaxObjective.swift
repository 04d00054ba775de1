import Glibc

/// The function that multinomial logistic regression minimizes, with its gradient.
///
///     f(W, b) = Σ wᵢ · (−log softmax(W·xᵢ + b)[yᵢ]) + λ/2 · ‖W‖²        Σ wᵢ = 1
///
/// Rows are taken in blocks that stay in the second cache: logits, softmax and the block's share of the gradient, then the next
/// block, so that the embeddings are read from memory once. Products are float32 inside a block; the loss, the sums over blocks and
/// the parameters are double. What rounding is left in the value is why the line search is told of noise; one product over all rows
/// was slower and less exact.
///
/// Parameters are W as `[C, H]` row-major, then b as `[C]`.
package struct SoftmaxObjective {
    static let blockRows = 128

    private let x: DesignMatrix
    private let labels: [Int]
    private let rowWeights: [Double]
    private let penalty: Double
    private let classCount: Int
    /// `[blockRows, C]`: the logits of a block, then their gradient.
    private var z: [Float]
    /// `[C, H]`: a block's share of the gradient.
    private var dw: [Float]

    /// - Parameters:
    ///   - labels: `[x.count]`, each in `0..<classCount`.
    ///   - rowWeights: `[x.count]`, none negative, with a positive sum; scaled here to sum to 1.
    ///   - penalty: λ.
    package init(x: DesignMatrix, labels: [Int], rowWeights: [Double], classCount: Int, penalty: Double) {
        let total = rowWeights.reduce(0, +)
        precondition(labels.count == x.count && rowWeights.count == x.count && total > 0, "SoftmaxObjective: \(x.count) rows")
        self.x = x
        self.labels = labels
        self.rowWeights = rowWeights.map { $0 / total }
        self.penalty = penalty
        self.classCount = classCount
        z = [Float](repeating: 0, count: SoftmaxObjective.blockRows * classCount)
        dw = [Float](repeating: 0, count: classCount * x.dimension)
    }

    package var parameterCount: Int { classCount * (x.dimension + 1) }

    /// Returns f at `parameters` and writes its gradient over `gradient`.
    package mutating func evaluate(_ parameters: [Double], gradient: inout [Double]) -> Double {
        let weightCount = classCount * x.dimension
        let weight = parameters[..<weightCount].map { Float($0) }
        var squares = 0.0
        for index in 0..<weightCount {
            gradient[index] = penalty * parameters[index]
            squares += parameters[index] * parameters[index]
        }
        for index in weightCount..<gradient.count { gradient[index] = 0 }
        var loss = 0.0
        for start in stride(from: 0, to: x.count, by: SoftmaxObjective.blockRows) {
            let rows = start..<min(start + SoftmaxObjective.blockRows, x.count)
            x.multiply(rows: rows, weight: weight, classCount: classCount, into: &z)
            loss += replaceLogitsByGradient(rows: rows, bias: weightCount, parameters, &gradient)
            x.multiplyTransposed(rows: rows, dz: z, classCount: classCount, into: &dw)
            for index in 0..<weightCount { gradient[index] += Double(dw[index]) }
        }
        return loss + penalty / 2 * squares
    }

    /// Turns the block's `z` into `dz`, adds the gradient of the biases, which begin at `bias`, and returns the block's weighted loss.
    ///
    ///     loss = −log softmax(z + b)[y]    →    dz = db = softmax(z + b) − onehot(y)
    private mutating func replaceLogitsByGradient(
        rows: Range<Int>, bias: Int, _ parameters: [Double], _ gradient: inout [Double]
    ) -> Double {
        var loss = 0.0
        var scores = [Double](repeating: 0, count: classCount)
        for row in rows {
            let first = (row - rows.lowerBound) * classCount
            var largest = -Double.infinity
            for c in 0..<classCount {
                scores[c] = Double(z[first + c]) + parameters[bias + c]
                largest = max(largest, scores[c])
            }
            let (label, weight) = (labels[row], rowWeights[row])
            let labelScore = scores[label] - largest
            var sum = 0.0
            for c in 0..<classCount {
                scores[c] = exp(scores[c] - largest)
                sum += scores[c]
            }
            loss += weight * (log(sum) - labelScore)
            for c in 0..<classCount {
                let d = weight * (scores[c] / sum - (c == label ? 1 : 0))
                z[first + c] = Float(d)
                gradient[bias + c] += d
            }
        }
        return loss
    }
}
