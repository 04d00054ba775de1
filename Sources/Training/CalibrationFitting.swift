import Glibc

/// What fitting a calibration on out-of-fold logits changed.
package struct CalibrationFit: Equatable, Sendable {
    package let calibration: Calibration
    /// Mean log loss and expected calibration error at temperature 1 without bias, and with the calibration.
    package let logLossBefore: Double
    package let logLossAfter: Double
    package let eceBefore: Double
    package let eceAfter: Double
    package let macroF1Before: Double
    /// A temperature never changes a label; a bias does, mostly to the loss of rare classes.
    package let macroF1After: Double

    init(_ calibration: Calibration, logits: [Float], labels: [Int], classCount: Int) {
        func score(_ calibration: Calibration) -> (logLoss: Double, ece: Double, macroF1: Double) {
            let probabilities = calibration.probabilities(logits: logits, classCount: classCount)
            let losses = calibration.losses(logits: logits, labels: labels, classCount: classCount)
            let confusion = ConfusionMatrix(
                labels: labels, predictions: predictions(of: probabilities, classCount: classCount), classCount: classCount)
            return (
                losses.reduce(0, +) / Double(losses.count),
                expectedCalibrationError(probabilities: probabilities, labels: labels, classCount: classCount), confusion.macro.f1
            )
        }
        let (before, after) = (score(.identity), score(calibration))
        self.calibration = calibration
        (logLossBefore, eceBefore, macroF1Before) = before
        (logLossAfter, eceAfter, macroF1After) = after
    }
}

/// How temperature and biases are fitted.
///
/// The mean log loss is minimized over targets that are not quite certain: beside the n rows stands one row's worth of labels spread
/// evenly over rows and classes, so that a row's target is `(1 − ε) · onehot(y) + ε / C` with `ε = 1 / (n + 1)`. Without it, logits
/// that happen to rank every row rightly would ask for temperature 0, and a class that nothing speaks for would ask for the bias −∞.
/// Source of the idea: Platt 1999, "Probabilistic outputs for support vector machines", §2.2.
///
/// The logits must come from rows that the model did not train on.
extension Calibration {
    /// Where a temperature is looked for. Logits that carry no information, or point the wrong way, end at its upper bound.
    static let temperatureRange = 1e-3...1e3

    /// The best temperature without a bias.
    ///
    /// In β = 1/T the loss is convex, `f′(β) = mean(E_p[z] − E_target[z])` and `f″(β) = mean(Var_p[z])`: Newton's method, with a
    /// bisection of the bracket whenever a step leaves it, cannot miss.
    package static func fittingTemperature(logits: [Float], labels: [Int], classCount: Int) -> Calibration {
        precondition(logits.count == labels.count * classCount && !labels.isEmpty, "fittingTemperature: \(labels.count) labels")
        var (low, high) = (1 / temperatureRange.upperBound, 1 / temperatureRange.lowerBound)
        if slope(logits, labels, classCount, beta: low).first >= 0 { return Calibration(temperature: 1 / low) }
        if slope(logits, labels, classCount, beta: high).first <= 0 { return Calibration(temperature: 1 / high) }
        var beta = 1.0
        for _ in 0..<200 {
            let (first, second) = slope(logits, labels, classCount, beta: beta)
            if first > 0 { high = beta } else { low = beta }
            let newton = beta - first / second
            // The middle of the logarithms: the bracket spans orders of magnitude.
            let next = newton > low && newton < high ? newton : (low * high).squareRoot()
            if abs(next - beta) <= 1e-12 * beta { return Calibration(temperature: 1 / next) }
            beta = next
        }
        return Calibration(temperature: 1 / beta)
    }

    /// The best temperature and biases together; only differences of biases matter, their mean is 0.
    package static func fittingTemperatureAndBias(logits: [Float], labels: [Int], classCount: Int) -> Calibration {
        let start = fittingTemperature(logits: logits, labels: labels, classCount: classCount)
        let n = Double(labels.count)
        let smoothing = 1 / (n + 1)
        // Logits at the temperature of the start, so that all parameters are of one size.
        let z = logits.map { Double($0) / start.temperature }
        var scores = [Double](repeating: 0, count: classCount)
        let minimum = LBFGS(maxIterations: 500, gradientTolerance: 1e-9, relativeNoise: 1e-14).minimize(
            from: [1] + [Double](repeating: 0, count: classCount)
        ) { parameters, gradient in
            var loss = 0.0
            for index in gradient.indices { gradient[index] = 0 }
            for (row, label) in labels.enumerated() {
                for c in 0..<classCount { scores[c] = parameters[0] * z[row * classCount + c] + parameters[1 + c] }
                let normalizer = logSumExp(scores)
                loss += normalizer / n
                for c in 0..<classCount {
                    let target = smoothing / Double(classCount) + (c == label ? 1 - smoothing : 0)
                    loss -= target * scores[c] / n
                    let d = (exp(scores[c] - normalizer) - target) / n
                    gradient[0] += d * z[row * classCount + c]
                    gradient[1 + c] += d
                }
            }
            return loss
        }
        let temperature = start.temperature / minimum.point[0]
        guard temperatureRange.contains(temperature) else { return start }
        let mean = minimum.point.dropFirst().reduce(0, +) / Double(classCount)
        return Calibration(temperature: temperature, bias: minimum.point.dropFirst().map { $0 - mean })
    }

    /// The first and second derivative in β of the mean loss of `softmax(β · z)`.
    private static func slope(_ z: [Float], _ labels: [Int], _ classCount: Int, beta: Double) -> (first: Double, second: Double) {
        let n = Double(labels.count)
        let smoothing = 1 / (n + 1)
        var (first, second) = (0.0, 0.0)
        for (row, label) in labels.enumerated() {
            let begin = row * classCount
            var largest = -Double.infinity
            for c in 0..<classCount { largest = max(largest, Double(z[begin + c])) }
            var (sum, mean, square, plain) = (0.0, 0.0, 0.0, 0.0)
            for c in 0..<classCount {
                // Relative to the largest logit, which changes neither the difference of the means nor the variance.
                let d = Double(z[begin + c]) - largest
                let p = exp(beta * d)
                sum += p
                mean += p * d
                square += p * d * d
                plain += d
            }
            mean /= sum
            let target = (1 - smoothing) * (Double(z[begin + label]) - largest) + smoothing * plain / Double(classCount)
            first += mean - target
            second += square / sum - mean * mean
        }
        return (first / n, second / n)
    }
}
