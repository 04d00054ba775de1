/// Which rows of a training are also rows of a gate set, or nearly.
///
/// A message that a model was trained on says nothing about messages it has not seen. Equal are texts whose letters and digits are the
/// same (`RowGroups.normalized`). Near are texts that share most of their pairs of neighbouring words: the Jaccard index of the two sets
/// of word pairs, with a mark before the first word and after the last, is at least `nearness`.
///
/// An index from pair to gate rows is made once; each training row then counts its hits. Cost: the words of both sides, times the rows
/// that share a pair. A pair that many gate rows share ("i am") costs, and is not left out: it is part of the index.
///
/// Source: Broder 1997, "On the resemblance and containment of documents", §2, with w = 2.
package struct TextOverlap: Equatable, Sendable {
    package struct Pair: Equatable, Sendable {
        /// Index into the training texts.
        package let training: Int
        /// Index into the gate set's texts.
        package let gate: Int
        /// Jaccard index, 1 for equal texts.
        package let nearness: Double

        package init(training: Int, gate: Int, nearness: Double) {
            self.training = training
            self.gate = gate
            self.nearness = nearness
        }
    }

    /// In the order of the training rows; each with the first gate row that is equal.
    package let equal: [Pair]
    /// In the order of the training rows; each with the gate row that is nearest.
    package let near: [Pair]

    package init(training: [String], gate: [String], nearness: Double = 0.6) {
        precondition(nearness > 0 && nearness <= 1, "TextOverlap: nearness \(nearness)")
        var numbers: [String: Int] = [:]
        var rowsOfPair: [[Int]] = []
        var sizes: [Int] = []
        var first: [String: Int] = [:]
        for (row, text) in gate.enumerated() {
            let text = RowGroups.normalized(text)
            if first[text] == nil { first[text] = row }
            let pairs = Self.pairs(text)
            sizes.append(pairs.count)
            for pair in pairs {
                let number = numbers[pair] ?? rowsOfPair.count
                if number == rowsOfPair.count {
                    numbers[pair] = number
                    rowsOfPair.append([])
                }
                rowsOfPair[number].append(row)
            }
        }
        var (equal, near): ([Pair], [Pair]) = ([], [])
        var shared = [Int](repeating: 0, count: gate.count)
        for (row, text) in training.enumerated() {
            let text = RowGroups.normalized(text)
            if let match = first[text] {
                equal.append(Pair(training: row, gate: match, nearness: 1))
                continue
            }
            let pairs = Self.pairs(text)
            var touched: [Int] = []
            for pair in pairs {
                guard let number = numbers[pair] else { continue }
                for match in rowsOfPair[number] {
                    if shared[match] == 0 { touched.append(match) }
                    shared[match] += 1
                }
            }
            var best: Pair?
            for match in touched.sorted() {
                let index = Double(shared[match]) / Double(pairs.count + sizes[match] - shared[match])
                if index >= nearness, index > best?.nearness ?? 0 { best = Pair(training: row, gate: match, nearness: index) }
                shared[match] = 0
            }
            if let best { near.append(best) }
        }
        self.equal = equal
        self.near = near
    }

    /// The pairs of neighbouring words; a text that is one word has two.
    private static func pairs(_ normalized: String) -> Set<String> {
        let words = [""] + normalized.split(separator: " ").map(String.init) + [""]
        return Set(zip(words, words.dropFirst()).map { $0 + " " + $1 })
    }
}
