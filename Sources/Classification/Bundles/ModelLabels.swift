import DurableFiles
import JSONParsing

/// The labels of a model in the order of its logits: what `id2label` of its `config.json` says.
///
/// transformers leaves `id2label` out where it is that of two classes without names, so a file without it stands for `LABEL_0`,
/// `LABEL_1` and so on, one for each output of the head.
enum ModelLabels: Equatable {
    case named([String])
    case unnamed

    init(inConfigOf folder: String) throws(ClassificationError) {
        let bytes = try withFileErrors { () throws(FileError) in try readFile(folder + "/config.json", limitBytes: 4 << 20) }
        let value: JSONValue
        do throws(JSONError) { value = try JSONParser.parse(bytes) } catch { throw .labels(reason: "config.json: \(error)") }
        switch value.object?["id2label"] {
        case nil, .null: self = .unnamed
        case let field?: self = .named(try Self.names(field))
        }
    }

    private static func names(_ value: JSONValue) throws(ClassificationError) -> [String] {
        guard let members = value.object?.members else {
            throw .labels(reason: "config.json: 'id2label' must be an object of label names, found \(value.kind)")
        }
        guard members.count >= 2 else {
            throw .labels(reason: "config.json: 'id2label' must name at least two labels, found \(members.count)")
        }
        var labels = [String?](repeating: nil, count: members.count)
        for (key, value) in members {
            guard let index = Int(key), labels.indices.contains(index), labels[index] == nil, let label = value.string, !label.isEmpty
            else {
                throw .labels(reason: "config.json: 'id2label' must map 0 to \(members.count - 1) to names, found '\(key)'")
            }
            labels[index] = label
        }
        let names = labels.compactMap { $0 }
        guard Set(names).count == names.count else { throw .labels(reason: "config.json: 'id2label' names a label twice") }
        return names
    }

    /// One label for each output.
    ///
    /// - Parameter outputs: C of the model's head.
    /// - Throws: `.labels` for a single output, which is a regression, and where there are more or fewer labels than outputs.
    func names(outputs: Int) throws(ClassificationError) -> [String] {
        guard outputs >= 2 else { throw .labels(reason: "the head has one output: that is a regression, which has no classes") }
        switch self {
        case .unnamed: return (0..<outputs).map { "LABEL_\($0)" }
        case .named(let names):
            guard names.count == outputs else { throw .labels(reason: "the head has \(outputs) outputs for \(names.count) labels") }
            return names
        }
    }
}
