import Gradients
import TestSupport
import Testing

struct EmbeddingLookupBackwardTests {
    /// Three sequences, the second of them empty; words 4 and 2 come twice.
    private let ids = [4, 2, 4, 0, 2]
    private let offsets = [0, 3, 3, 5]
    private let hidden = 7

    @Test("the gradients of words, positions and segments are those of the definition's differences", arguments: [0, 2])
    func differences(positionOffset: Int) {
        var random = RandomNumbers(seed: 40)
        let tables = [5, 6, 2].map { doubles(random.floats($0 * hidden)) }
        let dy = random.floats(5 * hidden)
        let found = run(dy, ids.map { Int32($0) }, positionOffset, start: 0)
        for (index, gradient) in found.enumerated() {
            let exact = centralDifferences(at: tables[index]) { moved in
                var all = tables
                all[index] = moved
                let y = Definition.embeddings(
                    words: all[0], positions: all[1], segments: all[2], ids: ids, offsets: offsets, hidden: hidden,
                    positionOffset: positionOffset)
                return dot(y, doubles(dy))
            }
            #expect(distance(gradient, exact) < 1e-6)
        }
    }

    @Test("words are gathered in the rows that they were given; those without a row, and absent tables, get nothing")
    func compact() {
        let dy = (0..<5).flatMap { [Float](repeating: Float($0 + 1), count: hidden) }
        let found = run(dy, [1, -1, 1, 0, -1], 0, start: 0)
        #expect(
            found[0] == [Float](repeating: 4, count: hidden) + [Float](repeating: 4, count: hidden)
                + [Float](repeating: 0, count: 3 * hidden))
        let rows: [Int32] = [0, 0, 0, 0, 0]
        rows.withUnsafeBufferPointer { rows in
            offsets.withUnsafeBufferPointer { offsets in
                embeddingLookupBackward(
                    dy: dy, wordRows: rows, offsets: offsets, hidden: hidden, dWords: nil, dPositions: nil, dSegments: nil)
            }
        }
    }

    @Test("gradients are added to what stands there")
    func accumulates() {
        let dy = [Float](repeating: 1, count: 5 * hidden)
        let (zero, ten) = (run(dy, [0, 1, 0, 2, 1], 1, start: 0), run(dy, [0, 1, 0, 2, 1], 1, start: 10))
        for (fresh, added) in zip(zero, ten) { #expect(fresh.map { $0 + 10 } == added) }
    }

    private func run(_ dy: [Float], _ wordRows: [Int32], _ positionOffset: Int, start: Float) -> [[Float]] {
        func table(_ rows: Int) -> [Float] { [Float](repeating: start, count: rows * hidden) }
        var (words, positions, segments) = (table(5), table(6), table(2))
        wordRows.withUnsafeBufferPointer { rows in
            offsets.withUnsafeBufferPointer { offsets in
                embeddingLookupBackward(
                    dy: dy, wordRows: rows, offsets: offsets, hidden: hidden, positionOffset: positionOffset, dWords: &words,
                    dPositions: &positions, dSegments: &segments)
            }
        }
        return [words, positions, segments]
    }
}
