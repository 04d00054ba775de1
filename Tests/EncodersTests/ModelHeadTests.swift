import Encoders
import Kernels
import Tensors
import TestSupport
import Testing

struct ModelHeadTests {
    /// Two sequences of two tokens and one.
    private static let states: [Float] = [3, 4, 5, 0, -6, 8]
    private static let offsets = [0, 2, 3]

    @Test("a pooled head gives the mean or the first token, of length 1 where it normalizes")
    func pooled() {
        #expect(embed(ModelHead(pooling: .mean, output: nil)) == [4, 2, -6, 8])
        #expect(embed(ModelHead(pooling: .cls, output: nil)) == [3, 4, -6, 8])
        #expect(distance(embed(ModelHead(pooling: .cls, isNormalized: true, output: nil)), [0.6, 0.8, -0.6, 0.8]) < 1e-6)
    }

    @Test("a classifier's head projects the first token")
    func classifier() {
        let projection = HeadProjection(
            weight: Tensor(shape: [2, 2], [0, 1, 1, 0]), bias: Tensor(shape: [2], [1, 0]), activation: .relu)
        #expect(embed(ModelHead(pooling: .cls, projection: projection, output: nil)) == [5, 3, 9, 0])
    }

    @Test("both layers are packed again after they changed in place")
    func repacks() throws {
        let tiny = try TinyEncoder(classifier: .roberta)
        var generator = SeededGenerator(state: 1)
        let parameters = try ModelParameters(folder: tiny.path, head: .classifier, classes: 6, using: &generator)
        let head = parameters.makeHead()
        let projection = try #require(parameters[.projection(.weight)])
        let output = try #require(parameters[.output(.weight)])
        func logits() throws -> [Float] {
            var embedding = [Float](repeating: 0, count: 16)
            var logits = [Float](repeating: 0, count: 6)
            try #require(head.projection).apply(to: [Float](repeating: 1, count: 16), rows: 1, into: &embedding)
            try #require(head.output).apply(to: embedding, rows: 1, into: &logits)
            return logits
        }
        var seen = [try logits()]
        for tensor in [projection, output] {
            for index in 0..<tensor.count { tensor.storage.pointer[index] *= 0.5 }
            head.projection?.repack()
            head.output?.repack()
            seen.append(try logits())
        }
        #expect(distance(seen[0], seen[1]) > 1e-3 && distance(seen[1], seen[2]) > 1e-3)
    }

    private func embed(_ head: ModelHead) -> [Float] {
        var scratch = [Float](repeating: .nan, count: 4)
        var embeddings = [Float](repeating: .nan, count: 4)
        Self.offsets.withUnsafeBufferPointer {
            head.embed(Self.states, offsets: $0, hidden: 2, scratch: &scratch, into: &embeddings, .best)
        }
        return embeddings
    }
}
