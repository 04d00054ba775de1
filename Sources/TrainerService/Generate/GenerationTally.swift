import Generation
import JSONParsing
import LabeledData

/// What became of each source, gathered from the lines of an out file.
struct GenerationTally {
    struct Source {
        var label = ""
        var accepted = 0
        var needsReview = 0
        var rejectedBy: [String: Int] = [:]
        /// `refused`, `failed` or `answered` for a source without variations.
        var outcome: String?

        var variations: Int { accepted + needsReview + rejectedBy.values.reduce(0, +) }
    }

    private(set) var sources: [String: Source] = [:]
    /// Texts that were accepted or wait for a person, in the order of the file.
    private(set) var kept: [String] = []
    /// The accepted ones as rows of a data file, each with the request that it came from.
    private var rows: [(request: String, row: JSONValue)] = []

    /// Rows that `train` reads: the id is the source's, so that variations of one message stay together.
    func trainingRows(of keys: Set<String>) -> [JSONValue] { rows.filter { keys.contains($0.request) }.map(\.row) }

    func isDone(_ key: String) -> Bool {
        guard let source = sources[key] else { return false }
        return source.variations > 0 || source.outcome == "refused"
    }

    /// - Parameter row: A line of kind `variation` or `outcome`.
    mutating func add(_ row: JSONObject) {
        guard let key = row["request"]?.string else { return }
        var source = sources[key] ?? Source()
        source.label = row["label"]?.string ?? ""
        let text = row["text"] ?? .null
        switch row["verdict"]?.string {
        case "accepted":
            source.accepted += 1
            kept.append(text.string ?? "")
            rows.append((key, ["id": row["id"] ?? .null, "text": text, "label": .string(source.label)]))
        case "needs-review":
            source.needsReview += 1
            kept.append(text.string ?? "")
        case "rejected": source.rejectedBy[row["rule"]?.string ?? "unknown", default: 0] += 1
        default: break
        }
        // The last word counts: a source that failed may have been answered since.
        source.outcome = row["outcome"]?.string
        sources[key] = source
    }
}
