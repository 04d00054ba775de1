/// Which rows belong together and must not be parted by cross-validation.
///
/// A row on one side of a split that is a copy of a row on the other makes every figure too good. Rows share a group when they name
/// the same source (the variations of one message), or when their texts are equal after normalization.
package enum RowGroups {
    /// The group of each row, `[n]`: groups are numbered from 0 in the order of their first row.
    ///
    /// - Parameters:
    ///   - texts: `[n]`.
    ///   - sources: `[n]`, what a row was made from; nil for a row that stands for itself.
    package static func of(texts: [String], sources: [String?]? = nil) -> [Int] {
        precondition(sources == nil || sources?.count == texts.count, "of: \(texts.count) texts, \(sources?.count ?? 0) sources")
        var parents = Array(texts.indices)
        func root(_ row: Int) -> Int {
            var row = row
            while parents[row] != row {
                parents[row] = parents[parents[row]]
                row = parents[row]
            }
            return row
        }
        /// The smaller root wins, so that a group is known by its first row.
        func join(_ a: Int, _ b: Int) {
            let (a, b) = (root(a), root(b))
            parents[max(a, b)] = min(a, b)
        }
        var firstWithText: [String: Int] = [:]
        var firstWithSource: [String: Int] = [:]
        for row in texts.indices {
            let text = normalized(texts[row])
            if let first = firstWithText[text] { join(first, row) } else { firstWithText[text] = row }
            guard let source = sources?[row] else { continue }
            if let first = firstWithSource[source] { join(first, row) } else { firstWithSource[source] = row }
        }
        var numbers: [Int: Int] = [:]
        return texts.indices.map { row in
            let root = root(row)
            if let number = numbers[root] { return number }
            numbers[root] = numbers.count
            return numbers.count - 1
        }
    }

    /// Lower case, letters and digits only, runs of anything else as one space; a text with neither letter nor digit stays as it is.
    package static func normalized(_ text: String) -> String {
        let words = text.lowercased().unicodeScalars.split { !($0.properties.isAlphabetic || $0.properties.numericType != nil) }
        guard !words.isEmpty else { return text }
        return words.map { String(String.UnicodeScalarView($0)) }.joined(separator: " ")
    }
}
