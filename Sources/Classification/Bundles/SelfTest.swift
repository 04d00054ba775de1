import DurableFiles
import JSONParsing

/// `selftest.jsonl`: texts with the float32 logits they had when the bundle was made. Running it warms the model up and shows that
/// it computes here what it computed there.
package struct SelfTest: Equatable, Sendable {
    package struct Row: Equatable, Sendable {
        package let text: String
        package let label: String
        package let logits: [Float]

        package init(text: String, label: String, logits: [Float]) {
            self.text = text
            self.label = label
            self.logits = logits
        }
    }

    package static let fileName = "selftest.jsonl"
    package static let requiredPerLabel = 10

    package let rows: [Row]

    package init(rows: [Row]) { self.rows = rows }

    package var bytes: [UInt8] {
        rows.flatMap { row in
            JSONWriter.compact([
                "text": .string(row.text), "label": .string(row.label), "logits": .array(row.logits.map { .float($0) }),
            ]) + [UInt8(ascii: "\n")]
        }
    }

    package init(folder: String, labels: [String]) throws(ClassificationError) {
        let bytes: [UInt8]
        do throws(FileError) { bytes = try readFile(folder + "/" + Self.fileName, limitBytes: 16 << 20) } catch {
            throw error.isMissing ? .selfTestMissing : .file(error)
        }
        var rows: [Row] = []
        for (index, line) in bytes.split(separator: UInt8(ascii: "\n")).enumerated() {
            let value: JSONValue
            do throws(JSONError) { value = try JSONParser.parse(Array(line)) } catch {
                throw .selfTestMalformed(line: index + 1, reason: error.description)
            }
            guard let text = value.object?["text"]?.string, let label = value.object?["label"]?.string, labels.contains(label),
                let values = value.object?["logits"]?.array, values.count == labels.count,
                case let logits = values.compactMap(\.double), logits.count == labels.count
            else { throw .selfTestMalformed(line: index + 1, reason: "'text', a known 'label' and \(labels.count) 'logits' are needed") }
            rows.append(Row(text: text, label: label, logits: logits.map { Float($0) }))
        }
        for label in labels {
            let found = rows.count(where: { $0.label == label })
            guard found >= Self.requiredPerLabel else {
                throw .selfTestTooSmall(label: label, found: found, required: Self.requiredPerLabel)
            }
        }
        self.rows = rows
    }

    /// How far a logit may be from what it was.
    package enum Tolerance: Equatable, Sendable {
        case absolute(Float)
        /// A share of the span from the lowest logit of the row to the highest, and 0.05 more.
        case share(Float)

        func bound(_ logits: [Float]) -> Float {
            switch self {
            case .absolute(let bound): bound
            case .share(let share): 0.05 + share * ((logits.max() ?? 0) - (logits.min() ?? 0))
            }
        }
    }

    /// Computes every row again.
    ///
    /// - Parameters:
    ///   - tolerance: The largest difference of a logit that is allowed, by the logits that are expected.
    ///   - logits: Computes the logits of one text.
    package func run(labels: [String], tolerance: Tolerance, logits: (String) throws(ClassificationError) -> [Float])
        throws(ClassificationError)
    {
        for (index, row) in rows.enumerated() {
            let found = try logits(row.text)
            let tolerance = tolerance.bound(row.logits)
            let differences = zip(found, row.logits).map { abs($0 - $1) }
            // A difference that is no number compares false with everything: it fails here, as it must.
            let difference = differences.first { !($0 <= tolerance) } ?? (found.count == labels.count ? 0 : .infinity)
            guard difference <= tolerance else { throw .selfTestFailed(line: index + 1, difference: difference, tolerance: tolerance) }
        }
    }
}
