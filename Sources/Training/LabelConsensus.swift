/// One label for the rows of one source.
///
/// The variations of a message are written to keep its label, and a person looked at the message; so all rows of a source should agree.
/// Where nearly all do, the label of the one that does not is a slip, and the others' label takes its place.
///
/// Source of the idea: majority voting among annotators, Dawid & Skene 1979, with variations in the place of annotators.
package struct LabelConsensus: Equatable, Sendable {
    package struct Change: Equatable, Sendable {
        package let row: Int
        package let given: Int
        package let agreed: Int
    }

    /// `[n]`.
    package let labels: [Int]
    /// In ascending order of rows.
    package let changes: [Change]

    /// Rows that a source needs before it can outvote one of them.
    package static let fewestRows = 3
    /// The share that has to agree.
    package static let agreement = 0.8

    /// - Parameters:
    ///   - labels: `[n]`, as given.
    ///   - sources: `[n]`: what a row was made from; nil for a row that stands for itself.
    package init(labels: [Int], sources: [String?]) {
        precondition(labels.count == sources.count, "LabelConsensus: \(labels.count) labels, \(sources.count) sources")
        var rowsOfSource: [String: [Int]] = [:]
        for (row, source) in sources.enumerated() {
            if let source { rowsOfSource[source, default: []].append(row) }
        }
        var agreed = labels
        for rows in rowsOfSource.values where rows.count >= Self.fewestRows {
            var counts: [Int: Int] = [:]
            for row in rows { counts[labels[row], default: 0] += 1 }
            guard let (label, count) = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }),
                Double(count) >= Self.agreement * Double(rows.count)
            else { continue }
            for row in rows { agreed[row] = label }
        }
        self.labels = agreed
        changes = labels.indices.filter { labels[$0] != agreed[$0] }.map { Change(row: $0, given: labels[$0], agreed: agreed[$0]) }
    }
}
