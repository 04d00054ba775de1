import JSONParsing

/// Turns logits into probabilities that can be believed.
///
///     p = softmax(logits / temperature + bias)
///
/// Temperature and bias are fitted on predictions for rows that the model has not seen.
///
/// Source: Guo, Pleiss, Sun & Weinberger 2017, arXiv:1706.04599, §4.2 (temperature); the bias is its vector extension without the
/// per-class scale.
package struct ScoreCalibration: Equatable, Sendable {
    package let temperature: Float
    /// One per label.
    package let bias: [Float]

    package init(temperature: Float, bias: [Float]) {
        precondition(temperature > 0, "ScoreCalibration: temperature \(temperature)")
        self.temperature = temperature
        self.bias = bias
    }

    package static func none(labelCount: Int) -> ScoreCalibration {
        ScoreCalibration(temperature: 1, bias: [Float](repeating: 0, count: labelCount))
    }

    /// - Parameter logits: `[C]`, one per label.
    /// - Returns: `[C]`, non-negative, summing to 1.
    package func probabilities(_ logits: some Collection<Float>) -> [Float] {
        var scores = zip(logits, bias).map { $0 / temperature + $1 }
        let peak = scores.max() ?? 0
        var sum: Float = 0
        for index in scores.indices {
            scores[index] = exponential(scores[index] - peak)
            sum += scores[index]
        }
        for index in scores.indices { scores[index] /= sum }
        return scores
    }
}

extension ScoreCalibration {
    var json: JSONValue { ["temperature": .float(temperature), "bias": .array(bias.map { .float($0) })] }

    /// - Parameter place: Of the object in the manifest, for errors.
    init(json: JSONValue?, labelCount: Int, in place: String = "") throws(ClassificationError) {
        guard let object = json?.object, let temperature = object["temperature"]?.double, (0.01...100).contains(temperature) else {
            throw .manifestField(field: place + "calibration.temperature", expected: "a number from 0.01 to 100")
        }
        let values = object["bias"]?.array ?? []
        let bias = values.compactMap(\.double).filter { abs($0) <= 100 }
        guard bias.count == labelCount, values.count == labelCount else {
            throw .manifestField(field: place + "calibration.bias", expected: "\(labelCount) numbers from -100 to 100")
        }
        self.init(temperature: Float(temperature), bias: bias.map { Float($0) })
    }
}
