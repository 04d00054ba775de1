import Glibc
package import Training

/// The mean of some figures, and how far they lie apart.
package struct MeanAndDeviation: Equatable, Sendable {
    package let mean: Double
    /// The sample standard deviation; nil of a single figure.
    package let deviation: Double?

    /// Nil when there are no figures.
    package init?(_ figures: [Double]) {
        guard !figures.isEmpty else { return nil }
        mean = figures.reduce(0, +) / Double(figures.count)
        deviation = sampleDeviation(figures)
    }
}

/// The standard deviation with n − 1 in the denominator, as the paper's Table 3 has it; nil of fewer than two figures.
package func sampleDeviation(_ figures: [Double]) -> Double? {
    guard figures.count > 1 else { return nil }
    let mean = figures.reduce(0, +) / Double(figures.count)
    return sqrt(figures.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(figures.count - 1))
}

/// Table 8's figure: the standard deviation, across classes, of the share of a class's rows that are wrong, in percent.
///
/// The paper counts errors by class and divides by the rows of the class, but leaves the scale open. This reading is the one that
/// its other figures allow: with a macro recall of 68 the mean share is 32 %, and one class that is nearly always wrong among five of
/// 18 % gives a deviation of 33. A class without rows does not count.
package func classErrorDeviation(_ confusion: ConfusionMatrix) -> Double? {
    let present = (0..<confusion.classCount).filter { confusion.support($0) > 0 }
    return sampleDeviation(present.map { 100 * (1 - confusion.scores($0).recall) })
}

/// What Tables 4 to 6 print of a run, in percent: accuracy, and macro precision, recall and F1.
package func tableFigures(_ confusion: ConfusionMatrix) -> [Double] {
    let macro = confusion.macro
    return [confusion.accuracy, macro.precision, macro.recall, macro.f1].map { 100 * $0 }
}
