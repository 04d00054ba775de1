import Glibc

/// Turns logits into probabilities that mean what they say: `softmax(z / temperature + bias)`.
///
/// Source: Guo, Pleiss, Sun & Weinberger 2017, "On calibration of modern neural networks", arXiv:1706.04599, §4.2.
package struct Calibration: Equatable, Sendable {
    package var temperature: Double
    /// `[C]`; nil is no bias.
    package var bias: [Double]?

    package init(temperature: Double, bias: [Double]? = nil) {
        self.temperature = temperature
        self.bias = bias
    }

    package static let identity = Calibration(temperature: 1)

    /// `[n, C]` probabilities of `[n, C]` logits, both row-major.
    package func probabilities(logits: [Float], classCount: Int) -> [Float] {
        precondition(classCount > 0 && logits.count % classCount == 0, "probabilities: \(logits.count) logits, \(classCount) classes")
        var probabilities: [Float] = []
        probabilities.reserveCapacity(logits.count)
        for first in stride(from: 0, to: logits.count, by: classCount) {
            let scores = scores(logits[first..<first + classCount])
            let normalizer = logSumExp(scores)
            for score in scores { probabilities.append(Float(exp(score - normalizer))) }
        }
        return probabilities
    }

    /// −log of the probability that each row's label gets, `[n]`.
    package func losses(logits: [Float], labels: [Int], classCount: Int) -> [Double] {
        precondition(logits.count == labels.count * classCount, "losses: \(logits.count) logits for \(labels.count) labels")
        return labels.indices.map { row in
            let scores = scores(logits[row * classCount..<(row + 1) * classCount])
            return logSumExp(scores) - scores[labels[row]]
        }
    }

    /// `z / temperature + bias`, less the largest of them: their probabilities are the same, and no logit is too large for them.
    private func scores(_ logits: ArraySlice<Float>) -> [Double] {
        var scores = logits.map { Double($0) / temperature }
        if let bias { for c in scores.indices { scores[c] += bias[c] } }
        let largest = scores.max() ?? 0
        return scores.map { $0 - largest }
    }
}
