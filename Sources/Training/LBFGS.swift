/// Minimizes a smooth function by limited-memory BFGS.
///
/// The inverse Hessian is never stored: the last `memory` pairs of steps `s` and gradient changes `y` stand for it, and the two-loop
/// recursion applies it to the gradient. Every kept pair has `sᵀy > 0`, so the direction descends. The Wolfe conditions of the line
/// search see to that; a pair that rounding has spoilt is dropped. When a line search fails the memory is forgotten and steepest
/// descent is tried once; when that fails too, the point is as good as the function's rounding lets it be, and the search ends.
///
/// Deterministic. Cost: 4 · memory · count multiplications an iteration, beside the evaluation of the function.
///
/// Source: Nocedal & Wright 2006, algorithms 7.4 and 7.5.
package struct LBFGS: Sendable {
    package enum End: Equatable, Sendable { case gradientIsSmall, iterationLimit, noLowerPoint }

    package struct Minimum: Equatable, Sendable {
        package let point: [Double]
        package let value: Double
        /// The largest magnitude in the gradient.
        package let gradNorm: Double
        package let iterations: Int
        package let evaluations: Int
        package let end: End

        package var converged: Bool { end == .gradientIsSmall }
    }

    package var memory: Int
    package var maxIterations: Int
    /// The search has converged when no element of the gradient is larger than this.
    package var gradientTolerance: Double
    /// How far values of the function may be off by rounding, relative to the value; see `WolfeLineSearch`.
    package var relativeNoise: Double

    package init(memory: Int = 10, maxIterations: Int = 1_000, gradientTolerance: Double = 1e-8, relativeNoise: Double = 0) {
        precondition(memory > 0 && maxIterations >= 0 && gradientTolerance >= 0 && relativeNoise >= 0, "LBFGS: settings out of range")
        self.memory = memory
        self.maxIterations = maxIterations
        self.gradientTolerance = gradientTolerance
        self.relativeNoise = relativeNoise
    }

    /// - Parameters:
    ///   - start: Where to begin.
    ///   - objective: Returns the value at a point and writes the gradient, which has the point's count, over its second argument.
    package func minimize(from start: [Double], _ objective: ([Double], inout [Double]) -> Double) -> Minimum {
        var point = start
        var gradient = [Double](repeating: 0, count: start.count)
        var value = objective(point, &gradient)
        var evaluations = 1
        var pairs: [CurvaturePair] = []
        var iterations = 0
        func minimum(_ end: End) -> Minimum {
            Minimum(
                point: point, value: value, gradNorm: largestMagnitude(gradient), iterations: iterations, evaluations: evaluations, end: end
            )
        }
        var trial = point
        var trialGradient = gradient
        let lineSearch = WolfeLineSearch(relativeNoise: relativeNoise)
        while true {
            if largestMagnitude(gradient) <= gradientTolerance { return minimum(.gradientIsSmall) }
            guard iterations < maxIterations, value.isFinite else { return minimum(value.isFinite ? .iterationLimit : .noLowerPoint) }
            var direction = descentDirection(gradient, pairs)
            var slope = dot(direction, gradient)
            if !(slope < 0) {
                pairs.removeAll()
                direction = gradient.map { -$0 }
                slope = -dot(gradient, gradient)
            }
            guard slope < 0 else { return minimum(.noLowerPoint) }
            let firstStep = pairs.isEmpty ? min(1, 1 / sumOfMagnitudes(gradient)) : 1
            let accepted = lineSearch.search(start: .init(step: 0, value: value, slope: slope), firstStep: firstStep) { step in
                for i in trial.indices { trial[i] = point[i] + step * direction[i] }
                evaluations += 1
                let trialValue = objective(trial, &trialGradient)
                return .init(step: step, value: trialValue, slope: dot(direction, trialGradient))
            }
            guard let accepted else {
                guard !pairs.isEmpty else { return minimum(.noLowerPoint) }
                pairs.removeAll()
                continue
            }
            if let pair = CurvaturePair(from: point, gradient, to: trial, trialGradient) {
                if pairs.count == memory { pairs.removeFirst() }
                pairs.append(pair)
            }
            swap(&point, &trial)
            swap(&gradient, &trialGradient)
            value = accepted.value
            iterations += 1
        }
    }

    /// `-H · gradient` by the two-loop recursion; H starts as the identity times `sᵀy / yᵀy` of the newest pair.
    private func descentDirection(_ gradient: [Double], _ pairs: [CurvaturePair]) -> [Double] {
        var q = gradient
        var alphas: [Double] = []
        for pair in pairs.reversed() {
            let alpha = pair.rho * dot(pair.s, q)
            alphas.append(alpha)
            addScaled(-alpha, pair.y, to: &q)
        }
        if let newest = pairs.last {
            let gamma = 1 / (newest.rho * dot(newest.y, newest.y))
            for i in q.indices { q[i] *= gamma }
        }
        for (pair, alpha) in zip(pairs, alphas.reversed()) {
            addScaled(alpha - pair.rho * dot(pair.y, q), pair.s, to: &q)
        }
        for i in q.indices { q[i] = -q[i] }
        return q
    }
}

/// What one step taught about the curvature: `s` is the step, `y` the change of the gradient, `rho` is `1 / sᵀy`.
private struct CurvaturePair {
    let s: [Double]
    let y: [Double]
    let rho: Double

    init?(from point: [Double], _ gradient: [Double], to next: [Double], _ nextGradient: [Double]) {
        s = zip(next, point).map { $0 - $1 }
        y = zip(nextGradient, gradient).map { $0 - $1 }
        let curvature = dot(s, y)
        guard curvature > 1e-12 * (dot(s, s) * dot(y, y)).squareRoot(), (1 / curvature).isFinite else { return nil }
        rho = 1 / curvature
    }
}

private func dot(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for i in a.indices { sum += a[i] * b[i] }
    return sum
}

private func addScaled(_ factor: Double, _ values: [Double], to target: inout [Double]) {
    for i in target.indices { target[i] += factor * values[i] }
}

/// Infinity when a value is NaN, so that a broken gradient never looks small.
private func largestMagnitude(_ values: [Double]) -> Double { values.reduce(0) { $1.isNaN ? .infinity : max($0, $1.magnitude) } }

private func sumOfMagnitudes(_ values: [Double]) -> Double { values.reduce(0) { $0 + $1.magnitude } }
