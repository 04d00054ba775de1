import DurableFiles
import JSONParsing

/// The labels of a model in the order of its logits, from `id2label` of its `config.json`.
func labels(inConfigOf folder: String) throws(ClassificationError) -> [String] {
    let bytes = try withFileErrors { () throws(FileError) in try readFile(folder + "/config.json", limitBytes: 4 << 20) }
    let value: JSONValue
    do throws(JSONError) { value = try JSONParser.parse(bytes) } catch { throw .labels(reason: "config.json: \(error)") }
    guard let members = value.object?["id2label"]?.object?.members, members.count >= 2 else {
        throw .labels(reason: "config.json: 'id2label' with at least two labels is missing")
    }
    var labels = [String?](repeating: nil, count: members.count)
    for (key, value) in members {
        guard let index = Int(key), labels.indices.contains(index), labels[index] == nil, let label = value.string, !label.isEmpty else {
            throw .labels(reason: "config.json: 'id2label' must map 0 to \(members.count - 1) to names, found '\(key)'")
        }
        labels[index] = label
    }
    let names = labels.compactMap { $0 }
    guard Set(names).count == names.count else { throw .labels(reason: "config.json: 'id2label' names a label twice") }
    return names
}
