import Crypto
import DurableFiles
package import JSONParsing
import LabeledData
package import OSThreads

/// Variations that were written before, from a file of JSON lines:
///
///     {"source": "my rent doubled, can they do that?", "text": "Is my landlord allowed to double the rent?", "label": "legal-advice"}
///
/// `source` and `text` are strings; `label`, if there, is what the variation is meant to be, and the line serves only tasks with that
/// label. Other members are ignored, and so are lines whose `kind` is there and is not `variation`: what `generate --out` wrote can be
/// replayed as it is. Sources are matched without case, punctuation and white space. A task gets its lines in the order of the file, at
/// most k of them; one without lines fails.
package struct ReplayGenerator: VariationGenerator {
    package let name = "replay"
    /// `sha256:` and the hash of the file.
    package let model: String
    package let parameters: JSONValue = .object(JSONObject())

    private struct Entry: Sendable {
        let text: String
        let label: SafetyClass?
    }

    private let entries: [NormalizedText: [Entry]]

    package init(file path: String) throws(GenerationError) {
        let bytes: [UInt8]
        do throws(FileError) { bytes = try readFile(path, limitBytes: 1 << 30) } catch { throw .file(error) }
        var entries: [NormalizedText: [Entry]] = [:]
        for (number, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated()
        where line.contains(where: { $0 > 0x20 }) {
            func bad(_ reason: String) -> GenerationError { .badReplay(path: path, line: number + 1, reason: reason) }
            let value: JSONValue
            do throws(JSONError) { value = try JSONParser.parse(Array(line)) } catch { throw bad("\(error)") }
            guard let object = value.object else { throw bad("the line is \(value.kind), not an object") }
            if let kind = object["kind"]?.string, kind != "variation" { continue }
            guard let source = object["source"]?.string, let text = object["text"]?.string else {
                throw bad("'source' and 'text' must be strings")
            }
            var label: SafetyClass?
            if let name = object["label"], !name.isNull {
                label = name.string.flatMap(SafetyClass.init(label:))
                if label == nil { throw bad("the label is none of the six") }
            }
            entries[NormalizedText(source), default: []].append(Entry(text: text, label: label))
        }
        self.entries = entries
        model = "sha256:" + hexadecimal(SHA256.hash(data: bytes))
    }

    package func generate(_ task: VariationTask, stop: StopSignal) throws(GenerationError) -> GenerationOutcome {
        let found = (entries[NormalizedText(task.source)] ?? []).filter { $0.label == nil || $0.label == task.label }
        guard !found.isEmpty else { return .failed(reason: "nothing is recorded for this source and label") }
        return .answered(GeneratedTexts(texts: found.prefix(task.count).map(\.text)))
    }
}
