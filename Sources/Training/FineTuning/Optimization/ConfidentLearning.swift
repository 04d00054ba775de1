/// Finds rows whose label is probably wrong, from what models that did not see the row think of it.
///
/// A class's threshold t_j is the mean probability that the rows labelled j get for j. A row counts confidently as class j when its
/// probability of j reaches t_j, and j is the likeliest of the classes for which it does. Counting rows by their label i and their
/// confident class j gives the confident joint; the rows off its diagonal are suspected. Because every class has its own threshold, a
/// class on which models are never sure is not drowned by one on which they always are.
///
/// Source: Northcutt, Jiang & Chuang 2021, "Confident learning", arXiv:1911.00068, §3.1, equations (1) to (3), and the method
/// "C_confusion" of §3.2. A class without rows has no threshold that a row could reach.
package struct ConfidentLearning: Equatable, Sendable {
    package enum Judgement: Equatable, Sendable {
        case kept
        /// The class that the row seems to be, and its entry of `margins`.
        case suspected(seems: Int, margin: Double)
    }

    /// t, `[C]`; infinite for a class without rows.
    package let thresholds: [Double]
    /// `[C][C]`: rows by their label and their confident class; a row that reaches no threshold is not counted.
    package let confidentJoint: [[Int]]
    /// `[C][C]`: the estimated share of all rows that have label i and are class j, summing to 1, with the labels' own shares.
    package let joint: [[Double]]
    /// `[n]`.
    package let judgements: [Judgement]
    /// `[n]`: p(label) less the largest other probability, −1…1; the lower, the worse the label fits.
    package let margins: [Double]

    /// - Parameters:
    ///   - probabilities: `[n, C]` row-major, each row from a model that was trained without it.
    ///   - labels: `[n]`, the labels as given.
    package init(probabilities: [Float], labels: [Int], classCount: Int) throws(TrainingError) {
        try checkProbabilities(probabilities, labels: labels, classCount: classCount)
        let thresholds = meanSelfConfidence(probabilities: probabilities, labels: labels, classCount: classCount)
        var confidentJoint = [[Int]](repeating: [Int](repeating: 0, count: classCount), count: classCount)
        var (judgements, margins): ([Judgement], [Double]) = ([], [])
        for (row, label) in labels.enumerated() {
            var confident: Int?
            var (confidence, largestOther) = (-Double.infinity, -Double.infinity)
            for c in 0..<classCount {
                let p = Double(probabilities[row * classCount + c])
                if p >= thresholds[c] && p > confidence { (confident, confidence) = (c, p) }
                if c != label { largestOther = max(largestOther, p) }
            }
            let margin = Double(probabilities[row * classCount + label]) - largestOther
            margins.append(margin)
            if let confident { confidentJoint[label][confident] += 1 }
            if let confident, confident != label {
                judgements.append(.suspected(seems: confident, margin: margin))
            } else {
                judgements.append(.kept)
            }
        }
        self.thresholds = thresholds
        self.confidentJoint = confidentJoint
        self.judgements = judgements
        self.margins = margins
        joint = Self.calibrated(confidentJoint, labels: labels)
    }

    /// Equation (3): every line scaled to the number of rows that have its label, then all to sum to 1. The line of a class that has
    /// rows is never empty: at least one of them reaches the mean of them all.
    private static func calibrated(_ confidentJoint: [[Int]], labels: [Int]) -> [[Double]] {
        var counts = [Double](repeating: 0, count: confidentJoint.count)
        for label in labels { counts[label] += 1 }
        let total = Double(labels.count)
        return confidentJoint.indices.map { label in
            let sum = Double(confidentJoint[label].reduce(0, +))
            return confidentJoint.indices.map { c in
                sum > 0 ? Double(confidentJoint[label][c]) / sum * counts[label] / total : 0
            }
        }
    }
}

/// The mean probability that the rows of each class get for it, `[C]`; infinite for a class without rows.
func meanSelfConfidence(probabilities: [Float], labels: [Int], classCount: Int) -> [Double] {
    var (sums, counts) = ([Double](repeating: 0, count: classCount), [Double](repeating: 0, count: classCount))
    for (row, label) in labels.enumerated() {
        sums[label] += Double(probabilities[row * classCount + label])
        counts[label] += 1
    }
    return zip(sums, counts).map { $1 > 0 ? $0 / $1 : .infinity }
}

/// Refuses probabilities that are not `[n, C]` of numbers in 0…1, or labels that name no class.
func checkProbabilities(_ probabilities: [Float], labels: [Int]?, classCount: Int) throws(TrainingError) {
    guard classCount >= 2 else { throw .badOption(name: "classCount", allowed: "at least 2") }
    let rows = labels?.count ?? probabilities.count / classCount
    guard rows > 0 else { throw .noRows }
    guard probabilities.count % classCount == 0, probabilities.count / classCount == rows else {
        throw .countMismatch(what: "probabilities", expected: rows * classCount, found: probabilities.count)
    }
    if let index = probabilities.firstIndex(where: { !$0.isFinite }) {
        throw .notFinite(what: "the probabilities", row: index / classCount)
    }
    if let index = probabilities.firstIndex(where: { !(0...1).contains($0) }) {
        throw .badOption(name: "probabilities of row \(index / classCount)", allowed: "0 to 1")
    }
    if let labels, let row = labels.firstIndex(where: { !(0..<classCount).contains($0) }) {
        throw .labelOutOfRange(row: row, label: labels[row], classes: classCount)
    }
}
