/// Metrics in Prometheus' text format, version 0.0.4.
///
///     var text = MetricsText()
///     text.add("picket_queue_depth", .gauge, "Texts that wait or are being computed.", [MetricSample(3)])
///     text.text
///
///     # HELP picket_queue_depth Texts that wait or are being computed.
///     # TYPE picket_queue_depth gauge
///     picket_queue_depth 3
///
/// Source: Prometheus' "Exposition formats".
package struct MetricsText: Equatable, Sendable {
    package enum Kind: String, Sendable {
        case counter, gauge, histogram
    }

    /// The content type that goes with it.
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    package private(set) var text = ""

    package init() {}

    /// Adds a metric with its samples; one without samples still shows its help and type.
    package mutating func add(_ name: String, _ kind: Kind, _ help: String, _ samples: [MetricSample]) {
        head(name, kind, help)
        for sample in samples { line(name, sample.labels, Self.number(sample.value)) }
    }

    /// Adds a histogram, or one for each set of labels.
    package mutating func add(_ name: String, _ help: String, _ histograms: [(labels: [MetricLabel], histogram: Histogram)]) {
        head(name, .histogram, help)
        for (labels, histogram) in histograms {
            var cumulative = 0
            for (bound, count) in zip(histogram.bounds.values.map(Self.number) + ["+Inf"], histogram.counts) {
                cumulative += count
                line(name + "_bucket", labels + [MetricLabel("le", bound)], "\(cumulative)")
            }
            line(name + "_sum", labels, Self.number(histogram.sum))
            line(name + "_count", labels, "\(cumulative)")
        }
    }

    private mutating func head(_ name: String, _ kind: Kind, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
    }

    private mutating func line(_ name: String, _ labels: [MetricLabel], _ value: String) {
        let list = labels.map { "\($0.name)=\"\($0.escapedValue)\"" }.joined(separator: ",")
        text += list.isEmpty ? "\(name) \(value)\n" : "\(name){\(list)} \(value)\n"
    }

    /// Whole numbers without a point.
    private static func number(_ value: Double) -> String {
        if value == .infinity { return "+Inf" }
        if value == -.infinity { return "-Inf" }
        if value.isNaN { return "NaN" }
        return value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
    }
}

/// One value of a metric.
package struct MetricSample: Equatable, Sendable {
    package let labels: [MetricLabel]
    package let value: Double

    package init(_ value: Double, _ labels: [MetricLabel] = []) {
        self.labels = labels
        self.value = value
    }

    package init(_ value: Int, _ labels: [MetricLabel] = []) { self.init(Double(value), labels) }
}

package struct MetricLabel: Hashable, Sendable {
    package let name: String
    package let value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    /// With backslash, quote and line feed escaped, as the format wants.
    var escapedValue: String {
        var result = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "\n": result += "\\n"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
