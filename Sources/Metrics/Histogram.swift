import Glibc

/// The upper bounds of a histogram's buckets; one more bucket, without a bound, is behind the last.
package struct HistogramBounds: Equatable, Sendable {
    /// Ascending.
    package let values: [Double]

    /// - Precondition: `values` ascends.
    package init(_ values: [Double]) {
        precondition(zip(values, values.dropFirst()).allSatisfy { $0 < $1 }, "HistogramBounds: the bounds do not ascend")
        self.values = values
    }

    /// `first`, `first * factor`, `first * factor²` …, each rounded to three significant digits.
    ///
    /// - Precondition: `first` is positive, and `factor` at least 1.1, so that rounding leaves the bounds apart.
    package static func exponential(first: Double, factor: Double, count: Int) -> HistogramBounds {
        precondition(first > 0 && factor >= 1.1, "HistogramBounds: first \(first), factor \(factor)")
        return HistogramBounds((0..<count).map { roundedToThreeDigits(first * pow(factor, Double($0))) })
    }

    private static func roundedToThreeDigits(_ value: Double) -> Double {
        // Through a positive power: a division of two exact numbers gives the decimal's nearest double, a product with 1e-7 does not.
        let exponent = Int(floor(log10(value))) - 2
        let scale = pow(10, Double(abs(exponent)))
        return exponent < 0 ? (value * scale).rounded() / scale : (value / scale).rounded() * scale
    }

    /// The bucket that takes `value`: the first whose bound is not below it.
    package func bucket(of value: Double) -> Int {
        var (low, high) = (0, values.count)
        while low < high {
            let middle = (low + high) / 2
            if values[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// Counts of observations by size, as Prometheus has them.
package struct Histogram: Equatable, Sendable {
    package let bounds: HistogramBounds
    /// By bucket, the unbounded one last; not cumulative.
    package private(set) var counts: [Int]
    package private(set) var sum = 0.0

    package init(_ bounds: HistogramBounds) {
        self.bounds = bounds
        counts = Array(repeating: 0, count: bounds.values.count + 1)
    }

    /// What another program has observed.
    ///
    /// - Precondition: One count, from 0 up, for each bucket.
    package init(_ bounds: HistogramBounds, counts: [Int], sum: Double = 0) {
        precondition(counts.count == bounds.values.count + 1 && counts.allSatisfy { $0 >= 0 }, "Histogram: \(counts.count) counts")
        self.bounds = bounds
        self.counts = counts
        self.sum = sum
    }

    package var count: Int { counts.reduce(0, +) }

    /// Values that are no number are left out: they would spoil the sum for good.
    package mutating func observe(_ value: Double) {
        guard !value.isNaN else { return }
        counts[bounds.bucket(of: value)] += 1
        sum += value
    }

    /// What was observed since `earlier`, an older state of the same histogram.
    package func since(_ earlier: Histogram) -> Histogram {
        precondition(bounds == earlier.bounds, "Histogram: the bounds differ")
        var result = self
        for index in counts.indices { result.counts[index] -= earlier.counts[index] }
        result.sum -= earlier.sum
        return result
    }

    /// The value below which a share of the observations lies, by linear interpolation within its bucket, as Prometheus'
    /// `histogram_quantile` estimates it: the first bucket starts at 0, and of the unbounded one the bound below is given.
    ///
    /// - Parameter share: From 0 to 1.
    /// - Returns: Nil without observations.
    package func quantile(_ share: Double) -> Double? {
        let total = count
        guard total > 0, let last = bounds.values.last else { return nil }
        let rank = share * Double(total)
        var below = 0
        for (index, bucket) in counts.enumerated() {
            defer { below += bucket }
            guard Double(below + bucket) >= rank, bucket > 0 else { continue }
            guard index < bounds.values.count else { return last }
            let start = index == 0 ? 0 : bounds.values[index - 1]
            return start + (bounds.values[index] - start) * (rank - Double(below)) / Double(bucket)
        }
        return last
    }
}
