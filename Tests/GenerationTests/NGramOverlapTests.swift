import Generation
import Testing

struct NGramOverlapTests {
    /// Runs as slices of bytes in a hash set: what the numbers stand for.
    private func overlap(_ a: String, _ b: String) -> Float {
        func runs(_ text: String) -> Set<[UInt8]> {
            let bytes = Array(NormalizedText(text).words.utf8)
            return bytes.count <= 4 ? [bytes] : Set((0...(bytes.count - 4)).map { Array(bytes[$0..<($0 + 4)]) })
        }
        let (left, right) = (runs(a), runs(b))
        return Float(left.intersection(right).count) / Float(left.union(right).count)
    }

    @Test("the overlap is shared runs over all runs, whatever the texts, and the same from both sides")
    func agrees() {
        var draws = TestDraws(state: 5)
        let letters = ["a", "b", " ", "é", "痛", "7", "."]
        var between = 0
        for _ in 0..<2_000 {
            let texts = (0..<2).map { _ in
                (0..<Int.random(in: 0...30, using: &draws)).map { _ in letters.randomElement(using: &draws) ?? "" }.joined()
            }
            let (one, other) = (NGramSet(NormalizedText(texts[0])), NGramSet(NormalizedText(texts[1])))
            let expected = overlap(texts[0], texts[1])
            #expect(one.overlap(other) == expected && other.overlap(one) == expected && one.overlap(one) == 1, "\(texts)")
            if expected > 0, expected < 1 { between += 1 }
        }
        #expect(between > 200)
    }

    @Test("texts of fewer than four bytes are one run each", arguments: ["", "a", "ab", "abc", "abcd"])
    func short(text: String) {
        for other in ["", "a", "ab", "abc", "abcd"] {
            #expect(NGramSet(NormalizedText(text)).overlap(NGramSet(NormalizedText(other))) == (text == other ? 1 : 0))
        }
    }
}
