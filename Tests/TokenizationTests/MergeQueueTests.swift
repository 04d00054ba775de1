import Testing
import Tokenization

struct MergeQueueTests {
    @Test("merges come out by rank, then from the left, whether they were there from the start or came later", arguments: 0..<40)
    func order(seed: Int) {
        var random = LinearCongruentialGenerator(state: UInt64(seed))
        func entries() -> [(UInt32, Int)] {
            (0..<Int.random(in: 0...50, using: &random)).map { _ in
                (UInt32.random(in: 0...9, using: &random), Int.random(in: 0..<1 << 40, using: &random))
            }
        }
        var queue = MergeQueue()
        queue.insert(rank: 0, position: 0)
        queue.removeAll()
        let (early, late) = (entries(), entries())
        for (rank, position) in early { queue.append(rank: rank, position: position) }
        queue.arrange()
        for (rank, position) in late { queue.insert(rank: rank, position: position) }
        for (rank, position) in (early + late).sorted(by: <) {
            let first = queue.popFirst()
            #expect(first?.rank == rank)
            #expect(first?.position == position)
        }
        #expect(queue.popFirst() == nil)
    }
}
