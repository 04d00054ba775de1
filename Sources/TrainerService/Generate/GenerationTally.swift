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

    func isDone(_ key: String) -> Bool {
        guard let source = sources[key] else { return false }
        return source.variations > 0 || source.outcome == "refused"
    }

    /// - Parameter row: A line of kind `variation` or `outcome`.
    mutating func add(_ row: JSONObject) {
        guard let key = row["request"]?.string else { return }
        var source = sources[key] ?? Source()
        source.label = row["label"]?.string ?? ""
        switch row["verdict"]?.string {
        case "accepted": source.accepted += 1
        case "needs-review": source.needsReview += 1
        case "rejected": source.rejectedBy[row["rule"]?.string ?? "unknown", default: 0] += 1
        default: break
        }
        // The last word counts: a source that failed may have been answered since.
        source.outcome = row["outcome"]?.string
        sources[key] = source
    }
}
