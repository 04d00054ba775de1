/// How much better or worse one classifier's macro-F1 is than another's on the same rows.
///
/// The rows are drawn again with replacement; each sample is scored for both classifiers, and only the difference is kept. What makes a
/// sample easy or hard then cancels out, so the interval is far narrower than the two classifiers' own intervals would suggest.
///
/// Invariant: the resamples are those of `Bootstrap` with the same seed, so a champion's figures and the difference belong together.
/// Cost: two confusion matrices a resample, O(resamples × rows).
///
/// The p-values are shares of resamples, with one added above and below: a Monte Carlo test never has p = 0.
///
/// Source: Koehn 2004, "Statistical significance tests for machine translation evaluation", EMNLP, §3; Efron & Tibshirani 1993, "An
/// introduction to the bootstrap", chapter 13; Davison & Hinkley 1997, "Bootstrap methods and their application", §4.2, for the one.
package struct PairedDifference: Equatable, Sendable {
    /// Second less first, on the rows as they are.
    package let difference: Double
    /// 95 %.
    package let interval: Interval
    /// The share of samples in which the second is no better: small when it is better.
    package let pBetter: Double
    /// The share of samples in which the second is no worse: small when it is worse.
    package let pWorse: Double

    package init(difference: Double, interval: Interval, pBetter: Double, pWorse: Double) {
        self.difference = difference
        self.interval = interval
        self.pBetter = pBetter
        self.pWorse = pWorse
    }
}

extension Bootstrap {
    /// The difference of macro-F1, `second` less `first`.
    ///
    /// Two classifiers that answer alike differ by 0 in every sample: interval 0…0, both p-values 1.
    ///
    /// - Parameters:
    ///   - labels: `[n]`, n > 0.
    ///   - first: `[n]`, predictions.
    ///   - second: `[n]`, predictions.
    package func macroF1Difference(labels: [Int], first: [Int], second: [Int], classCount: Int) -> PairedDifference {
        precondition(
            !labels.isEmpty && labels.count == first.count && labels.count == second.count,
            "macroF1Difference: \(labels.count) labels, \(first.count) and \(second.count) predictions")
        func difference(_ rows: some Sequence<Int>) -> Double {
            var (a, b) = (ConfusionMatrix(classCount: classCount), ConfusionMatrix(classCount: classCount))
            for row in rows {
                a.add(label: labels[row], prediction: first[row])
                b.add(label: labels[row], prediction: second[row])
            }
            return b.macro.f1 - a.macro.f1
        }
        var generator = SplitMix64(seed: seed)
        var differences: [Double] = []
        var drawn = [Int](repeating: 0, count: labels.count)
        for _ in 0..<resamples {
            for index in drawn.indices { drawn[index] = generator.draw(below: labels.count) }
            differences.append(difference(drawn))
        }
        func p(_ counted: (Double) -> Bool) -> Double { Double(differences.count(where: counted) + 1) / Double(resamples + 1) }
        let (pBetter, pWorse) = (p { $0 <= 0 }, p { $0 >= 0 })
        return PairedDifference(
            difference: difference(labels.indices), interval: Bootstrap.middle(&differences), pBetter: pBetter, pWorse: pWorse)
    }
}
