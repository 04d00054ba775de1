import Glibc

/// How far confidence is from accuracy: the mean over bins of |accuracy − mean confidence|, weighted by the rows in each bin.
///
/// Confidence is the largest probability of a row. The bins are of equal width over (0, 1], each with its upper end.
/// Source: Guo et al. 2017, arXiv:1706.04599, equation (3), with 15 bins as in their experiments.
///
/// - Parameters:
///   - probabilities: `[n, C]` row-major.
///   - labels: `[n]`.
package func expectedCalibrationError(probabilities: [Float], labels: [Int], classCount: Int, bins: Int = 15) -> Double {
    precondition(probabilities.count == labels.count * classCount && bins > 0, "expectedCalibrationError: \(labels.count) labels")
    guard !labels.isEmpty else { return 0 }
    var gaps = [Double](repeating: 0, count: bins)
    for (row, label) in labels.enumerated() {
        let scores = probabilities[row * classCount..<(row + 1) * classCount]
        let top = argmax(scores)
        let confidence = Double(scores[scores.startIndex + top])
        let bin = Int((confidence * Double(bins)).rounded(.up)) - 1
        gaps[min(max(bin, 0), bins - 1)] += (top == label ? 1 : 0) - confidence
    }
    return gaps.reduce(0) { $0 + abs($1) } / Double(labels.count)
}

/// The mean of −log p(label), with p at least 2⁻⁵² so that one impossible label does not make it infinite.
///
/// Matches sklearn.metrics.log_loss on rows that sum to 1.
package func meanLogLoss(probabilities: [Float], labels: [Int], classCount: Int) -> Double {
    precondition(probabilities.count == labels.count * classCount, "meanLogLoss: \(labels.count) labels")
    guard !labels.isEmpty else { return 0 }
    let sum = labels.enumerated().reduce(0) { $0 - log(max(Double(probabilities[$1.offset * classCount + $1.element]), .ulpOfOne)) }
    return sum / Double(labels.count)
}
