import Glibc
import Training

/// An axis with ticks at round numbers: multiples of 1, 2 or 5 times a power of ten, five or so of them.
package struct ChartAxis: Equatable {
    package let ticks: [Double]
    private let range: ClosedRange<Double>
    private let pixels: ClosedRange<Double>
    private let isFlipped: Bool
    private let digits: Int

    /// Nil when no value is finite.
    ///
    /// - Parameter isFlipped: The greatest value has the smallest pixel, as downwards on a screen.
    package init?(_ values: [Double], pixels: ClosedRange<Double>, isFlipped: Bool = false) {
        let finite = values.filter { $0.isFinite && $0.magnitude < 1e12 }
        guard var low = finite.min(), var high = finite.max() else { return nil }
        if low == high { (low, high) = (low - 1, high + 1) }
        let rough = (high - low) / 5
        let power = pow(10, (log10(rough)).rounded(.down))
        let step = power * ([1, 2, 5].first { $0 * power >= rough } ?? 10)
        let (first, last) = (Int((low / step).rounded(.down)), Int((high / step).rounded(.up)))
        ticks = (first...last).map { Double($0) * step }
        range = Double(first) * step...Double(last) * step
        digits = step >= 1 ? 0 : min(9, Int((-log10(step)).rounded(.up)))
        self.pixels = pixels
        self.isFlipped = isFlipped
    }

    /// Where a value lies.
    package subscript(value: Double) -> Double {
        let share = (value - range.lowerBound) / (range.upperBound - range.lowerBound)
        return pixels.lowerBound + (isFlipped ? 1 - share : share) * (pixels.upperBound - pixels.lowerBound)
    }

    package func label(_ tick: Double) -> String { digits == 0 ? "\(Int(tick.rounded()))" : fixed(tick, digits: digits) }
}
