import Testing
import Training

struct LinearHeadTests {
    @Test("logits are W · x + b, row by row")
    func logits() throws {
        let head = LinearHead(classCount: 2, dimension: 3, weight: [1, 2, 3, -1, 0, 1], bias: [0.5, -0.5])
        let embeddings = try Embeddings(values: [1, 0, 0, 1, 1, 1, 0, 0, 2], count: 3, dimension: 3)
        #expect(head.logits(embeddings) == [1.5, -1.5, 6.5, -0.5, 6.5, 1.5])
        #expect(head.logits(try Embeddings(values: [], count: 0, dimension: 3)).isEmpty)
    }
}
