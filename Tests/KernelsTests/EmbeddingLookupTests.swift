import Kernels
import Tensors
import TestSupport
import Testing

struct EmbeddingLookupTests {
    @Test("words, positions and segments are added; positions start again with every sequence", arguments: [false, true], [0, 2])
    func sums(withSegments: Bool, positionOffset: Int) {
        var random = RandomNumbers(seed: 12)
        let (words, positions) = (random.tensor(10, 7), random.tensor(8, 7))
        let segments = withSegments ? random.tensor(2, 7) : nil
        let ids: [Int32] = [0, 9, 3, 3, 1, 5, 9]
        let offsets = [0, 1, 1, 5, 7]
        var fast = [Float](repeating: 0, count: 7 * 7)
        ids.withUnsafeBufferPointer { ids in
            offsets.withUnsafeBufferPointer { offsets in
                lookUpEmbeddings(
                    ids: ids, offsets: offsets, words: words, positions: positions, segments: segments, positionOffset: positionOffset,
                    into: &fast)
            }
        }
        let plain = lookUpEmbeddingsReference(
            ids: ids, offsets: offsets, words: words, positions: positions, segments: segments, positionOffset: positionOffset)
        #expect(distance(fast, plain) < 1e-6)
    }
}
