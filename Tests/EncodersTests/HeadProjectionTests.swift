import Encoders
import Foundation
import Kernels
import Tensors
import TestSupport
import Testing

struct HeadProjectionTests {
    private static let weight: [Float] = [1, 0.5, -2, 1]
    private static let bias: [Float] = [0.25, -0.5]

    @Test("a projection gives activation(W · x + b)", arguments: InstructionSet.available)
    func applies(set: InstructionSet) {
        // W · [1, 2] + b = [2.25, -0.5], W · [-1, 0] + b = [-0.75, 1.5].
        let sums: [Float] = [2.25, -0.5, -0.75, 1.5]
        for (activation, expected) in [(HeadActivation.tanh, sums.map { tanh($0) }), (.relu, [2.25, 0, 0, 1.5])] {
            let projection = HeadProjection(
                weight: Tensor(shape: [2, 2], Self.weight), bias: Tensor(shape: [2], Self.bias), activation: activation)
            var embeddings = [Float](repeating: .nan, count: 4)
            projection.apply(to: [1, 2, -1, 0], rows: 2, into: &embeddings, set)
            #expect(distance(embeddings, expected) < 1e-6)
        }
    }

    @Test("an activation changes `count` elements and no more", arguments: InstructionSet.available)
    func activation(set: InstructionSet) {
        for count in [0, 1, 7, 16, 33] {
            var values = (0..<40).map { Float($0) / 10 - 2 }
            let before = values
            HeadActivation.relu.apply(to: &values, count: count, set)
            #expect(values == before.enumerated().map { $0 < count ? max(0, $1) : $1 })
            values = before
            HeadActivation.tanh.apply(to: &values, count: count, set)
            #expect(distance(values, before.enumerated().map { $0 < count ? tanh($1) : $1 }) < 1e-6)
        }
    }

    @Test("a weight that changed in place is seen once it is packed again")
    func repacks() {
        let weight = Tensor(shape: [2, 2], Self.weight)
        let projection = HeadProjection(weight: weight, bias: Tensor(shape: [2], Self.bias), activation: .relu)
        func row() -> [Float] {
            var embedding: [Float] = [0, 0]
            projection.apply(to: [1, 2], rows: 1, into: &embedding)
            return embedding
        }
        #expect(row() == [2.25, 0])
        weight.storage.pointer[3] = 3
        projection.repack()
        #expect(row() == [2.25, 3.5])
    }
}
