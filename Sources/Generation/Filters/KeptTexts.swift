/// The variations that were kept, with what later ones are compared by.
///
/// Cost of a look: one product of H numbers for each kept text, some tenths of a millisecond at ten thousand.
struct KeptTexts: Sendable {
    private var normalized: Set<NormalizedText> = []
    private var vectors: [[Float]] = []
    private var grams: [NGramSet] = []

    mutating func keep(_ text: NormalizedText, vector: [Float]?) {
        normalized.insert(text)
        if let vector { vectors.append(vector) } else { grams.append(NGramSet(text)) }
    }

    func holds(_ text: NormalizedText) -> Bool { normalized.contains(text) }

    /// The greatest cosine with a kept text; -1 when there is none.
    func nearestCosine(_ vector: [Float]) -> Float { vectors.reduce(-1) { max($0, cosine($1, vector)) } }

    /// The greatest overlap with a kept text; 0 when there is none.
    func nearestOverlap(_ text: NGramSet) -> Float { grams.reduce(0) { max($0, $1.overlap(text)) } }
}

/// Of unit vectors; those of different lengths have nothing in common.
func cosine(_ a: [Float], _ b: [Float]) -> Float {
    guard a.count == b.count else { return -1 }
    var sum: Float = 0
    for index in a.indices { sum += a[index] * b[index] }
    return sum
}
