/// Finds a step along a descent direction that satisfies the strong Wolfe conditions.
///
/// With φ(a) the objective at step `a`, a step is accepted when it lowers φ enough and flattens it enough:
///
///     φ(a) ≤ φ(0) + c1 · a · φ′(0)        |φ′(a)| ≤ c2 · |φ′(0)|
///
/// First the step doubles until an interval must hold such a point, then cubic interpolation narrows the interval. `lo` is always
/// the lowest end that satisfies the first condition, and φ′(lo) points into the interval: that invariant makes the search end.
///
/// Near a minimum the difference φ(a) − φ(0) drowns in the rounding of φ, long before the slopes do. There the first condition is
/// read from the slopes instead (`φ′(a) ≤ (2·c1 − 1)·φ′(0)`, exact for a quadratic), provided that φ rose by no more than
/// `relativeNoise · |φ(0)|`.
///
/// Source: Nocedal & Wright 2006, algorithms 3.5 and 3.6; the second reading is Hager & Zhang 2005, equation (4.1), "approximate Wolfe".
package struct WolfeLineSearch {
    package struct Point: Equatable {
        package var step: Double
        package var value: Double
        package var slope: Double

        package init(step: Double, value: Double, slope: Double) {
            self.step = step
            self.value = value
            self.slope = slope
        }
    }

    package static let c1 = 1e-4
    package static let c2 = 0.9

    /// How far values of φ may be off by rounding, relative to φ(0).
    package var relativeNoise: Double
    package var maxEvaluations: Int

    package init(relativeNoise: Double = 0, maxEvaluations: Int = 40) {
        self.relativeNoise = relativeNoise
        self.maxEvaluations = maxEvaluations
    }

    /// - Parameters:
    ///   - start: φ and φ′ at step 0; the slope is negative.
    ///   - firstStep: What to try first.
    ///   - evaluate: φ and φ′ at a step. When a point is returned, it is the last one that was evaluated.
    /// - Returns: The accepted point, or nil when `maxEvaluations` did not find one.
    package func search(start: Point, firstStep: Double, evaluate: (Double) -> Point) -> Point? {
        precondition(start.slope < 0, "search: slope \(start.slope)")
        var previous = start
        var step = firstStep
        for evaluation in 1...maxEvaluations {
            let point = evaluate(step)
            if !isLowEnough(point, start) || (evaluation > 1 && isHigher(point, than: previous, start)) {
                return narrow(lo: previous, hi: point, start: start, left: maxEvaluations - evaluation, evaluate: evaluate)
            }
            if isFlatEnough(point, start) { return point }
            if point.slope >= 0 {
                return narrow(lo: point, hi: previous, start: start, left: maxEvaluations - evaluation, evaluate: evaluate)
            }
            previous = point
            step *= 2
        }
        return nil
    }

    private func narrow(lo: Point, hi: Point, start: Point, left: Int, evaluate: (Double) -> Point) -> Point? {
        var (lo, hi) = (lo, hi)
        for _ in 0..<max(0, left) {
            let step = interpolated(lo, hi)
            guard step != lo.step && step != hi.step else { return nil }
            let point = evaluate(step)
            if !isLowEnough(point, start) || isHigher(point, than: lo, start) {
                hi = point
            } else {
                if isFlatEnough(point, start) { return point }
                if point.slope * (hi.step - lo.step) >= 0 { hi = lo }
                lo = point
            }
        }
        return nil
    }

    private func isLowEnough(_ point: Point, _ start: Point) -> Bool {
        guard point.value.isFinite && point.slope.isFinite else { return false }
        if point.value <= start.value + Self.c1 * point.step * start.slope { return true }
        guard relativeNoise > 0 else { return false }
        return point.value <= start.value + relativeNoise * start.value.magnitude && point.slope <= (2 * Self.c1 - 1) * start.slope
    }

    private func isHigher(_ point: Point, than other: Point, _ start: Point) -> Bool {
        point.value >= other.value && point.value - other.value >= relativeNoise * start.value.magnitude
    }

    private func isFlatEnough(_ point: Point, _ start: Point) -> Bool { point.slope.magnitude <= -Self.c2 * start.slope }

    /// The minimum of the cubic through both ends (Nocedal & Wright, equation 3.59), kept out of the outer tenths of the interval.
    private func interpolated(_ a: Point, _ b: Point) -> Double {
        let width = b.step - a.step
        let middle = a.step + width / 2
        guard a.value.isFinite && b.value.isFinite && a.slope.isFinite && b.slope.isFinite else { return middle }
        let d1 = a.slope + b.slope - 3 * (a.value - b.value) / (a.step - b.step)
        let square = d1 * d1 - a.slope * b.slope
        guard square >= 0 else { return middle }
        let d2 = (width < 0 ? -1 : 1) * square.squareRoot()
        let step = b.step - width * (b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2)
        guard step.isFinite else { return middle }
        let (low, high) = (a.step + 0.1 * width, a.step + 0.9 * width)
        return min(max(step, min(low, high)), max(low, high))
    }
}
