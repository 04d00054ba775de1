import Encoders
import Tensors
import Testing
import Training

struct BatchGradientTests {
    @Test(
        "loss, logits and the gradient of every parameter are PyTorch's, for each family and head", arguments: FineTuningGolden.cases,
        [1, 2, 3])
    func golden(_ name: String, shards: Int) throws {
        let golden = try FineTuningGolden(name)
        let parameters = try golden.parameters()
        let expected = try golden.expected()
        let logits = try parameters.logits(golden.sequences, threads: 1)
        #expect(largestDifference(logits, try expected.tensor("logits").array) < 1e-5)

        var options = FineTuneOptions()
        options.dropout = 0
        options.shards = shards
        let (loss, gradient) = try batchGradient(
            parameters, golden.examples, rows: Array(golden.labels.indices), options: options)
        #expect(abs(loss - Double(try expected.tensor("loss").array[0])) < 1e-5)
        var seen: Set<String> = []
        for (name, tensor) in gradient.fileTensors + gradient.denseTensors {
            let value = try expected.tensor("grad." + name, shape: tensor.shape).array
            let scale = value.map(abs).max() ?? 0
            #expect(scale > 0 || name.contains("key.bias") || name.contains("k_lin.bias"), "\(name) has no gradient in the golden file")
            #expect(largestDifference(tensor.array, value) < 2e-5 * max(scale, 0.1), "\(name)")
            seen.insert("grad." + name)
        }
        #expect(Set(expected.names).subtracting(seen).subtracting(["logits", "loss"]) == [])
    }

    @Test("a gradient with dropout is the slope of the loss with the very same masks")
    func dropout() throws {
        let golden = try FineTuningGolden("bert-pooled")
        var options = FineTuneOptions()
        options.dropout = 0.3
        let rows = Array(golden.labels.indices)
        let parameters = try golden.parameters()
        let (_, gradient) = try batchGradient(parameters, golden.examples, rows: rows, options: options)
        for role in [ParameterRole.layer(0, .queryKeyValue, .weight), .layer(1, .output, .weight), .words, .output(.weight)] {
            let (tensor, slope) = (try #require(parameters[role]), try #require(gradient[role]).array)
            let index = try #require(slope.indices.max { abs(slope[$0]) < abs(slope[$1]) })
            let before = tensor.storage.pointer[index]
            let step: Float = 0.01
            func loss(_ value: Float) throws -> Double {
                tensor.storage.pointer[index] = value
                return try batchGradient(parameters, golden.examples, rows: rows, options: options).loss
            }
            let difference = (try loss(before + step) - (try loss(before - step))) / Double(2 * step)
            tensor.storage.pointer[index] = before
            #expect(abs(difference - Double(slope[index])) < 0.03 * abs(difference) + 1e-3, "\(role): \(difference), \(slope[index])")
        }
    }

    @Test("frozen parts have no gradient, and the others have the one they had")
    func frozen() throws {
        let golden = try FineTuningGolden("bert-classifier")
        let parameters = try golden.parameters()
        var options = FineTuneOptions()
        options.dropout = 0
        let rows = Array(golden.labels.indices)
        let (_, whole) = try batchGradient(parameters, golden.examples, rows: rows, options: options)
        options.frozenParts = 2
        let (_, part) = try batchGradient(parameters, golden.examples, rows: rows, options: options)
        for (index, parameter) in part.parameters.enumerated() {
            switch parameter.role.place {
            case .embeddings, .layer(0): #expect(parameter.tensor.array.allSatisfy { $0 == 0 })
            default: #expect(parameter.tensor.array == whole.parameters[index].tensor.array)
            }
        }
    }
}

func largestDifference(_ a: [Float], _ b: [Float]) -> Float {
    a.count == b.count ? zip(a, b).reduce(0) { max($0, abs($1.0 - $1.1).isNaN ? .infinity : abs($1.0 - $1.1)) } : .infinity
}
