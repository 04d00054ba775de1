import Encoders
import Testing

struct RaggedBatchTests {
    @Test("sequences stand one after another, and an emptied batch is as new")
    func appends() {
        var batch = RaggedBatch([[101, 7592, 102], [], [7]])
        #expect(batch.ids == [101, 7592, 102, 7])
        #expect(batch.offsets == [0, 3, 3, 4])
        #expect(batch.count == 3 && batch.tokenCount == 4)
        batch.removeAll()
        #expect(batch == RaggedBatch())
        batch.append([1, 2])
        #expect(batch == RaggedBatch([[1, 2]]))
    }
}
