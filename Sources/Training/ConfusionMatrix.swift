/// Precision, recall and F1; for one class, or averaged.
package struct ClassScores: Equatable, Sendable {
    package var precision: Double
    package var recall: Double
    package var f1: Double

    package init(precision: Double, recall: Double, f1: Double) {
        self.precision = precision
        self.recall = recall
        self.f1 = f1
    }
}

/// How often each class was given each label.
///
/// A quotient with nothing in its denominator is 0, as scikit-learn has it with `zero_division=0`. Macro averages run over the classes
/// that occur, as a label or as a prediction, as scikit-learn's do when it is not told which labels there are; a class that is
/// predicted and never right counts as 0.
package struct ConfusionMatrix: Equatable, Sendable {
    package let classCount: Int
    /// `[C, C]` row-major: the row is the true class, the column the predicted one.
    package private(set) var counts: [Int]

    package init(classCount: Int) {
        self.classCount = classCount
        counts = [Int](repeating: 0, count: classCount * classCount)
    }

    package init(labels: [Int], predictions: [Int], classCount: Int) {
        precondition(labels.count == predictions.count, "ConfusionMatrix: \(labels.count) labels, \(predictions.count) predictions")
        self.init(classCount: classCount)
        for (label, prediction) in zip(labels, predictions) { add(label: label, prediction: prediction) }
    }

    package mutating func add(label: Int, prediction: Int) { counts[label * classCount + prediction] += 1 }

    package subscript(label label: Int, prediction prediction: Int) -> Int { counts[label * classCount + prediction] }

    package var rows: [[Int]] { (0..<classCount).map { Array(counts[$0 * classCount..<($0 + 1) * classCount]) } }
    package var total: Int { counts.reduce(0, +) }

    /// How many rows have the label.
    package func support(_ label: Int) -> Int { (0..<classCount).reduce(0) { $0 + self[label: label, prediction: $1] } }

    /// How many rows were given the label.
    package func predicted(_ label: Int) -> Int { (0..<classCount).reduce(0) { $0 + self[label: $1, prediction: label] } }

    package func occurs(_ label: Int) -> Bool { support(label) + predicted(label) > 0 }

    /// The share of rows that got their own label; 0 when there are no rows.
    package var accuracy: Double { ratio((0..<classCount).reduce(0) { $0 + self[label: $1, prediction: $1] }, total) }

    package func scores(_ label: Int) -> ClassScores {
        let right = self[label: label, prediction: label]
        let (support, predicted) = (support(label), predicted(label))
        return ClassScores(precision: ratio(right, predicted), recall: ratio(right, support), f1: ratio(2 * right, support + predicted))
    }

    package var macro: ClassScores {
        let all = (0..<classCount).filter(occurs).map(scores)
        let n = Double(max(1, all.count))
        return ClassScores(
            precision: all.reduce(0) { $0 + $1.precision } / n, recall: all.reduce(0) { $0 + $1.recall } / n,
            f1: all.reduce(0) { $0 + $1.f1 } / n)
    }

    private func ratio(_ part: Int, _ whole: Int) -> Double { whole > 0 ? Double(part) / Double(whole) : 0 }
}

/// The class with the largest probability of each row of `[n, C]`, the first when several are equal.
package func predictions(of probabilities: [Float], classCount: Int) -> [Int] {
    precondition(classCount > 0 && probabilities.count % classCount == 0, "predictions: \(probabilities.count) values, C is \(classCount)")
    return stride(from: 0, to: probabilities.count, by: classCount).map { argmax(probabilities[$0..<$0 + classCount]) }
}
