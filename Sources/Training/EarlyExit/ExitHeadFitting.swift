/// Fits the heads of exits: for each layer a logistic regression on its pooled states.
///
/// Every strength of a short grid is kept until the rows that were held back have been scored for all folds; which one a layer uses is
/// decided then (`ExitTraining`), by the rule that chooses a probe's.
package struct ExitHeadFitting: Equatable, Sendable {
    /// Ascending.
    package var strengths: [Double]
    package var classWeighting: ClassWeighting
    package var classCount: Int
    /// For the largest element of the gradient.
    package var tolerance: Double

    package init(classWeighting: ClassWeighting, classCount: Int, strengths: [Double] = [1, 3, 10, 30], tolerance: Double = 1e-5) {
        precondition(strengths == strengths.sorted() && !strengths.isEmpty, "ExitHeadFitting: strengths \(strengths)")
        self.strengths = strengths
        self.classWeighting = classWeighting
        self.classCount = classCount
        self.tolerance = tolerance
    }

    /// The logits that held-back rows get from heads fitted on the training rows, `[L - 1, strengths, held, C]`.
    ///
    /// - Parameters:
    ///   - states: Of all rows.
    ///   - labels: `[n]`.
    ///   - rowWeights: `[n]`.
    package func heldLogits(
        _ states: LayerStates, labels: [Int], rowWeights: [Double], training: [Int], held: [Int]
    ) throws(TrainingError) -> [Float] {
        let (trainLabels, trainWeights) = (training.map { labels[$0] }, training.map { rowWeights[$0] })
        var result: [Float] = []
        for embeddings in states.layers.prefix(states.exitCount) {
            try LogisticRegression.check(embeddings, labels: labels, rowWeights: rowWeights, classCount: classCount)
            let x = DesignMatrix(embeddings, rows: training)
            var start: [Double]?
            for strength in strengths {
                let fit = regression(strength).fit(
                    x, labels: trainLabels, rowWeights: trainWeights, classCount: classCount, start: start)
                start = fit.parameters
                result += fit.head.logits(embeddings, rows: held)
            }
        }
        return result
    }

    /// The head of one layer, fitted on all rows.
    func head(_ embeddings: Embeddings, labels: [Int], rowWeights: [Double], strength: Double) throws(TrainingError) -> LinearHead {
        try regression(strength).fit(embeddings, labels: labels, rowWeights: rowWeights, classCount: classCount).head
    }

    private func regression(_ strength: Double) -> LogisticRegression {
        LogisticRegression(strength: strength, classWeighting: classWeighting, gradientTolerance: tolerance)
    }
}

/// Logits of exits for rows that their heads have not seen, gathered fold by fold.
package struct ExitLogits: Equatable, Sendable {
    package let exitCount: Int
    package let strengthCount: Int
    package let classCount: Int
    package let rowCount: Int
    /// `[exits, strengths, n, C]`.
    private var values: [Float]

    package init(exits: Int, strengths: Int, rows: Int, classes: Int) {
        (exitCount, strengthCount, rowCount, classCount) = (exits, strengths, rows, classes)
        values = [Float](repeating: 0, count: exits * strengths * rows * classes)
    }

    /// Takes what `ExitHeadFitting.heldLogits` gave for the rows of a fold.
    ///
    /// - Throws: `.countMismatch`.
    package mutating func put(_ fold: [Float], rows: [Int]) throws(TrainingError) {
        let expected = exitCount * strengthCount * rows.count * classCount
        guard fold.count == expected else { throw .countMismatch(what: "logits of exits", expected: expected, found: fold.count) }
        for block in 0..<exitCount * strengthCount {
            for (position, row) in rows.enumerated() {
                for c in 0..<classCount {
                    values[(block * rowCount + row) * classCount + c] = fold[(block * rows.count + position) * classCount + c]
                }
            }
        }
    }

    /// `[n, C]`.
    package func logits(exit: Int, strength: Int) -> [Float] {
        let first = (exit * strengthCount + strength) * rowCount * classCount
        return Array(values[first..<first + rowCount * classCount])
    }
}
