/// The range that holds a figure with 95 % confidence.
package struct Interval: Equatable, Sendable {
    package var low: Double
    package var high: Double

    package init(low: Double, high: Double) {
        self.low = low
        self.high = high
    }
}

/// Percentile bootstrap intervals: the rows are drawn again with replacement many times, each sample is scored, and the middle 95 % of
/// the scores is the interval.
///
/// A class that a sample holds neither as a label nor as a prediction has no F1 there; that sample is left out for that class.
/// Rows with one source are drawn as if they were independent: for such data the intervals are too narrow.
///
/// Source: Efron & Tibshirani 1993, "An introduction to the bootstrap", chapter 13.
package struct Bootstrap: Sendable {
    package var resamples: Int
    package var seed: UInt64

    package init(resamples: Int = 1_000, seed: UInt64 = 1) {
        precondition(resamples > 0, "Bootstrap: \(resamples) resamples")
        self.resamples = resamples
        self.seed = seed
    }

    package struct Intervals: Equatable, Sendable {
        package let accuracy: Interval
        package let macroF1: Interval
        /// `[C]`; 0…0 for a class that no sample held.
        package let f1: [Interval]
    }

    package func intervals(labels: [Int], predictions: [Int], classCount: Int) -> Intervals {
        precondition(labels.count == predictions.count, "intervals: \(labels.count) labels, \(predictions.count) predictions")
        var generator = SplitMix64(seed: seed)
        var (accuracies, macroF1s): ([Double], [Double]) = ([], [])
        var f1s = [[Double]](repeating: [], count: classCount)
        for _ in 0..<resamples where !labels.isEmpty {
            var confusion = ConfusionMatrix(classCount: classCount)
            for _ in labels.indices {
                let row = generator.draw(below: labels.count)
                confusion.add(label: labels[row], prediction: predictions[row])
            }
            accuracies.append(confusion.accuracy)
            macroF1s.append(confusion.macro.f1)
            for c in 0..<classCount where confusion.occurs(c) { f1s[c].append(confusion.scores(c).f1) }
        }
        return Intervals(
            accuracy: Bootstrap.middle(&accuracies), macroF1: Bootstrap.middle(&macroF1s),
            f1: f1s.map { scores in
                var scores = scores
                return Bootstrap.middle(&scores)
            })
    }

    /// The 2.5th and the 97.5th percentile, interpolated linearly between neighbours as numpy.percentile does.
    static func middle(_ scores: inout [Double]) -> Interval {
        guard !scores.isEmpty else { return Interval(low: 0, high: 0) }
        scores.sort()
        func percentile(_ share: Double) -> Double {
            let position = share * Double(scores.count - 1)
            let below = Int(position)
            let above = min(below + 1, scores.count - 1)
            return scores[below] + (scores[above] - scores[below]) * (position - Double(below))
        }
        return Interval(low: percentile(0.025), high: percentile(0.975))
    }
}
