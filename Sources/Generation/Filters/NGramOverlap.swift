/// The runs of four letters of a text, spaces included, as a set: the measure of likeness where there is no embedder.
///
/// Four letters, not words: a variation that only changes a letter here and there shares few whole words in a row.
package struct NGramSet: Sendable {
    private let grams: Set<[UInt8]>

    package init(_ text: NormalizedText) {
        let bytes = Array(text.words.utf8)
        guard bytes.count > 4 else {
            grams = [bytes]
            return
        }
        grams = Set((0...(bytes.count - 4)).map { Array(bytes[$0..<($0 + 4)]) })
    }

    /// Shared runs over all runs (Jaccard), from 0 to 1.
    package func overlap(_ other: NGramSet) -> Float {
        let shared = grams.count <= other.grams.count ? grams.count(where: other.grams.contains) : other.grams.count(where: grams.contains)
        let all = grams.count + other.grams.count - shared
        return all == 0 ? 1 : Float(shared) / Float(all)
    }
}
