import Glibc

/// The mean of a figure over seeds and the interval that holds it with 95 % confidence, by Student's t.
///
/// The interval speaks of seeds: of other draws from the same files. Seeds share messages, so it is narrower than one over other files
/// would be (Nadeau & Bengio 2003, "Inference for the generalization error").
package struct MeanAndInterval: Equatable, Sendable {
    package let mean: Double
    /// Half the width of the interval; nil of a single figure.
    package let margin: Double?
    package let count: Int

    package var low: Double? { margin.map { mean - $0 } }
    package var high: Double? { margin.map { mean + $0 } }

    /// Nil when there are no figures.
    package init?(_ figures: [Double]) {
        guard !figures.isEmpty else { return nil }
        count = figures.count
        mean = figures.reduce(0, +) / Double(figures.count)
        margin = sampleDeviation(figures).map { $0 / sqrt(Double(figures.count)) * studentQuantile(degrees: figures.count - 1) }
    }
}

/// The 97.5 % quantile of Student's t distribution: from the table up to 30 degrees of freedom, then by the expansion around the normal
/// quantile, which is right to four digits there.
///
/// Source: Abramowitz & Stegun 1964, table 26.10 and formula 26.7.5.
package func studentQuantile(degrees: Int) -> Double {
    precondition(degrees > 0, "studentQuantile: \(degrees) degrees of freedom")
    if degrees <= studentTable.count { return studentTable[degrees - 1] }
    let (z, n) = (1.959_964, Double(degrees))
    let (z3, z5) = (z * z * z, z * z * z * z * z)
    return z + (z3 + z) / (4 * n) + (5 * z5 + 16 * z3 + 3 * z) / (96 * n * n)
}

private let studentTable = [
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093,
    2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
]
