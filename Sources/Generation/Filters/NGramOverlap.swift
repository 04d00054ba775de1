/// The runs of four letters of a text, spaces included, as a set: the measure of likeness where there is no embedder.
///
/// Four letters, not words: a variation that only changes a letter here and there shares few whole words in a row.
///
/// Cost: a run is four bytes of UTF-8 in one number, and a set is its numbers in order, so that two sets are compared in one pass.
package struct NGramSet: Sendable {
    private let grams: [UInt32]

    package init(_ text: NormalizedText) {
        let bytes = Array(text.words.utf8)
        // A text of fewer bytes is one run; the zeros before it occur in no text.
        let first = bytes.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        var runs = [first]
        for byte in bytes.dropFirst(4) { runs.append(runs[runs.count - 1] << 8 | UInt32(byte)) }
        runs.sort()
        var unique = 0
        for index in runs.indices where index == 0 || runs[index] != runs[unique - 1] {
            runs[unique] = runs[index]
            unique += 1
        }
        grams = Array(runs.prefix(unique))
    }

    /// Shared runs over all runs (Jaccard), from 0 to 1.
    package func overlap(_ other: NGramSet) -> Float {
        var (left, right, shared) = (0, 0, 0)
        while left < grams.count, right < other.grams.count {
            if grams[left] == other.grams[right] {
                shared += 1
                left += 1
                right += 1
            } else if grams[left] < other.grams[right] {
                left += 1
            } else {
                right += 1
            }
        }
        return Float(shared) / Float(grams.count + other.grams.count - shared)
    }
}
