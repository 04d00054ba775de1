import Testing
import Training

struct BatchPlanTests {
    @Test("every row is in one batch, and all batches but the last are full", arguments: [0, 1, 15, 16, 17, 150])
    func covers(count: Int) {
        let rows = (0..<count).map { 3 * $0 }
        let plan = BatchPlan(rows: rows, batchSize: 16, seed: 1, epoch: 0)
        #expect(plan.batches.flatMap { $0 }.sorted() == rows)
        #expect(plan.batches.dropLast().allSatisfy { $0.count == 16 })
        #expect(plan.batches.allSatisfy { !$0.isEmpty })
        #expect(plan.batches.count == BatchPlan.stepCount(rows: count, batchSize: 16))
    }

    @Test("seed and epoch decide the order, and nothing else does")
    func seeded() {
        func plan(_ seed: UInt64, _ epoch: Int) -> BatchPlan { BatchPlan(rows: Array(0..<50), batchSize: 8, seed: seed, epoch: epoch) }
        #expect(plan(1, 0) == plan(1, 0))
        #expect(plan(1, 0) != plan(1, 1))
        #expect(plan(1, 0) != plan(2, 0))
        #expect(plan(1, 0).batches.flatMap { $0 } != Array(0..<50))
    }

    @Test("the order of an epoch is the permutation of its stream")
    func stream() {
        var generator = SplitMix64(seed: 5, stream: 3)
        let order = generator.permutation(of: 20)
        #expect(BatchPlan(rows: Array(0..<20), batchSize: 6, seed: 5, epoch: 3).batches.flatMap { $0 } == order)
    }

    @Test("without a shuffle the rows keep their order in every epoch", arguments: [0, 1])
    func unshuffled(epoch: Int) {
        let plan = BatchPlan(rows: [4, 2, 9, 1, 7], batchSize: 2, seed: 1, epoch: epoch, shuffle: false)
        #expect(plan.batches == [[4, 2], [9, 1], [7]])
    }

    @Test("batches are put together into steps, the last of which may be smaller")
    func accumulation() {
        let plan = BatchPlan(rows: Array(0..<9), batchSize: 2, seed: 1, epoch: 0, shuffle: false)
        #expect(plan.steps(accumulating: 2) == [[[0, 1], [2, 3]], [[4, 5], [6, 7]], [[8]]])
        #expect(plan.steps(accumulating: 1).map { $0.flatMap { $0 } } == plan.batches)
        #expect(BatchPlan.stepCount(rows: 9, batchSize: 2, accumulating: 2) == 3)
        #expect(BatchPlan.stepCount(rows: 0, batchSize: 2, accumulating: 2) == 0)
    }

    @Test("shards hold every row once, ascending, and their tokens differ by at most the longest row", arguments: [1, 2, 3, 5])
    func shards(count: Int) {
        var generator = SplitMix64(seed: 7)
        let lengths = (0..<200).map { _ in 3 + generator.draw(below: 48) }
        for batch in BatchPlan(rows: Array(0..<200), batchSize: 16, seed: 1, epoch: 0).batches {
            let shards = BatchPlan.shards(of: batch, lengths: lengths, count: count)
            #expect(shards.count == count)
            #expect(shards.flatMap { $0 }.sorted() == batch.sorted())
            #expect(shards.allSatisfy { $0 == $0.sorted() })
            let tokens = shards.map { $0.reduce(0) { $0 + lengths[$1] } }
            #expect((tokens.max() ?? 0) - (tokens.min() ?? 0) <= (batch.map { lengths[$0] }.max() ?? 0))
        }
    }

    @Test("the longest row goes first, each to the worker with the fewest tokens")
    func dealing() {
        // 9 to the first; 8, then 4 to the second; 3 to the first.
        #expect(BatchPlan.shards(of: [0, 1, 2, 3], lengths: [3, 9, 4, 8], count: 2) == [[0, 1], [2, 3]])
        // Equal rows go by their number.
        #expect(BatchPlan.shards(of: [2, 0, 1], lengths: [5, 5, 5], count: 2) == [[0, 2], [1]])
    }

    @Test("the order of a batch does not change its shards, and workers without rows have none")
    func deterministic() {
        let lengths = [5, 1, 5, 2]
        let shards = BatchPlan.shards(of: [0, 1, 2, 3], lengths: lengths, count: 2)
        #expect(BatchPlan.shards(of: [3, 0, 2, 1], lengths: lengths, count: 2) == shards)
        #expect(BatchPlan.shards(of: [3], lengths: lengths, count: 3) == [[3], [], []])
    }
}
