import Encoders
import Kernels
import Tensors
import TestSupport
import Testing

struct DenseHeadTests {
    @Test("a head gives W · x + b")
    func applies() {
        let head = DenseHead(weight: Tensor(shape: [2, 3], [1, 2, 3, -1, 0, 1]), bias: Tensor(shape: [2], [10, 20]))
        var logits = [Float](repeating: 0, count: 4)
        head.apply(to: [1, 1, 1, 2, 0, -2], rows: 2, into: &logits)
        #expect(head.classes == 2)
        #expect(logits == [16, 20, 6, 16])
    }

    @Test("the head that was loaded is the one in the file")
    func loads() throws {
        let tiny = try TinyEncoder()
        let head = try #require(try SentenceEncoder(folder: tiny.path).head)
        let file = try SafetensorsFile(reading: tiny.path + "/3_Dense/model.safetensors")
        #expect(head.weight.shape == [6, 32] && head.classes == 6)
        let (weight, bias) = (try file.tensor("linear.weight"), try file.tensor("linear.bias"))
        #expect(head.weight.array == weight.array && head.bias.array == bias.array)
    }

    @Test("configurations that say something else than a plain linear layer over the embedding")
    func configurations() throws {
        let file = "3_Dense/config.json"
        func error(_ old: String, _ new: String) throws -> EncoderError? {
            let tiny = try TinyEncoder()
            try tiny.replace(old, with: new, in: file)
            return tiny.loadError()
        }
        func bad(_ field: String, _ expected: String, _ found: String) -> EncoderError {
            .badField(file: file, field: field, expected: expected, found: found)
        }
        #expect(try error(#""in_features": 32"#, #""in_features": 31"#) == bad("in_features", "32", "31"))
        #expect(try error(#""out_features": 6"#, #""out_features": 0"#) == bad("out_features", "an integer from 1 to 16384", "0"))
        #expect(try error(#""bias": true"#, #""bias": false"#) == bad("bias", "true", "false"))
        #expect(
            try error("torch.nn.modules.linear.Identity", "torch.nn.modules.activation.Tanh")
                == bad("activation_function", "torch.nn.modules.linear.Identity", "\"torch.nn.modules.activation.Tanh\""))
        #expect(try error("activation_function", "activation") == .missingField(file: file, field: "activation_function"))
        #expect(
            try error(#""module_input_name": "sentence_embedding""#, #""module_input_name": "token_embeddings""#)
                == bad("module_input_name", "sentence_embedding", "\"token_embeddings\""))
        #expect(
            try error(#""out_features": 6"#, #""out_features": 7"#)
                == .tensors(file: "3_Dense/model.safetensors", .shapeMismatch(tensor: "linear.weight", expected: [7, 32], found: [6, 32])))
    }

    @Test("weights that are missing or extra are named")
    func weights() throws {
        func error(_ change: (inout [(name: String, tensor: Tensor)]) -> Void) throws -> EncoderError? {
            let tiny = try TinyEncoder()
            try tiny.rewrite("3_Dense/model.safetensors", change: change)
            return tiny.loadError()
        }
        let file = "3_Dense/model.safetensors"
        #expect(try error { $0.removeAll { $0.name == "linear.bias" } } == .tensors(file: file, .missingTensor("linear.bias")))
        #expect(try error { $0.append(("other", .zeros([1]))) } == .tensors(file: file, .unexpectedTensor("other")))
    }
}
