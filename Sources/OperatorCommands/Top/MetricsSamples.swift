/// Samples of the Prometheus text format 0.0.4, of which no word is believed: lines that are none are passed over.
package struct MetricsSamples: Equatable, Sendable {
    package struct Sample: Equatable, Sendable {
        package let labels: [String: String]
        package let value: Double
    }

    /// Of one reading. A daemon with a thousand classes has some 50,000 lines.
    static let mostSamples = 1_000_000

    private var families: [String: [Sample]] = [:]

    package init(_ text: String) {
        var count = 0
        for line in text.utf8.split(separator: UInt8(ascii: "\n")) where count < Self.mostSamples {
            guard line.first != UInt8(ascii: "#"), let (name, sample) = Self.sample(Array(line)) else { continue }
            families[name, default: []].append(sample)
            count += 1
        }
    }

    package subscript(_ name: String) -> [Sample] { families[name] ?? [] }

    /// Of a family with one sample.
    package func value(_ name: String) -> Double? { self[name].first?.value }

    /// `name{label="value",…} number`, with what may follow the number left out.
    private static func sample(_ line: [UInt8]) -> (String, Sample)? {
        var at = line.firstIndex { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: " ") } ?? line.count
        guard at > 0, at < line.count else { return nil }
        let name = String(decoding: line[..<at], as: UTF8.self)
        var labels: [String: String] = [:]
        if line[at] == UInt8(ascii: "{") {
            at += 1
            while at < line.count, line[at] != UInt8(ascii: "}") {
                guard let (key, value, next) = label(line, at) else { return nil }
                labels[key] = value
                at = next
            }
            guard at < line.count else { return nil }
            at += 1
        }
        guard at < line.count, line[at] == UInt8(ascii: " ") else { return nil }
        let rest = line[(at + 1)...].prefix { $0 != UInt8(ascii: " ") }
        guard let value = number(String(decoding: rest, as: UTF8.self)) else { return nil }
        return (name, Sample(labels: labels, value: value))
    }

    /// `key="value"`, and the comma behind it if there is one.
    private static func label(_ line: [UInt8], _ start: Int) -> (String, String, Int)? {
        guard let equals = line[start...].firstIndex(of: UInt8(ascii: "=")), equals + 1 < line.count, line[equals + 1] == UInt8(ascii: "\"")
        else { return nil }
        var value: [UInt8] = []
        var at = equals + 2
        while at < line.count, line[at] != UInt8(ascii: "\"") {
            if line[at] == UInt8(ascii: "\\") {
                at += 1
                guard at < line.count else { return nil }
            }
            value.append(line[at])
            at += 1
        }
        guard at < line.count else { return nil }
        at += 1
        if at < line.count, line[at] == UInt8(ascii: ",") { at += 1 }
        return (String(decoding: line[start..<equals], as: UTF8.self), String(decoding: value, as: UTF8.self), at)
    }

    private static func number(_ text: String) -> Double? {
        switch text {
        case "+Inf": .infinity
        case "-Inf": -.infinity
        case "NaN": nil
        default: Double(text)
        }
    }
}
