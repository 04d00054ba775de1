import Encoders
import Kernels
import Tensors
import Testing

struct ParameterWritingTests {
    @Test("a classifier that was written and read again has the same tensors and logits", arguments: EncoderFamily.allCases)
    func classifier(family: EncoderFamily) throws {
        let tiny = try TinyEncoder(classifier: family)
        let parameters = try ModelParametersTests.load(tiny, .classifier, classes: 4)
        #expect(parameters.denseTensors.isEmpty)
        let written = try TinyEncoder(classifier: family)
        try written.rewrite { $0 = parameters.fileTensors }
        let again = try ModelParametersTests.load(written, .classifier, classes: 4, seed: 2)
        #expect(again.parameters.map(\.role) == parameters.parameters.map(\.role))
        #expect(again.parameters.map(\.tensor.array) == parameters.parameters.map(\.tensor.array))
        #expect(try written.run(family) == SentenceEncoder(parameters, maxSequenceLength: 24).run(family))
    }

    @Test("a classifier that was not changed is written as transformers wrote it", arguments: EncoderFamily.allCases)
    func sameFile(family: EncoderFamily) throws {
        let tiny = try TinyEncoder(classifier: family)
        let written = try ModelParametersTests.load(tiny, .classifier).fileTensors.sorted { $0.name < $1.name }
        let file = try tiny.tensors()
        #expect(written.map(\.name) == file.map(\.name))
        #expect(written.map(\.tensor.shape) == file.map(\.tensor.shape))
        #expect(written.map(\.tensor.array) == file.map(\.tensor.array))
    }

    @Test("files without prefix or with TensorFlow's names are written with the usual ones")
    func renamed() throws {
        let tiny = try TinyEncoder(classifier: .bert)
        let names = try tiny.tensors().map(\.name)
        try tiny.rewrite {
            $0 = $0.map { ($0.name.replacing("bert.", with: "").replacing("LayerNorm.weight", with: "LayerNorm.gamma"), $0.tensor) }
        }
        #expect(try ModelParametersTests.load(tiny, .classifier).fileTensors.map(\.name).sorted() == names)
    }

    @Test(
        "a pooled model that was written as encoder and Dense and read again has the same tensors and logits",
        arguments: EncoderFamily.allCases, ModelParametersTests.heads.dropFirst())
    func pooled(family: EncoderFamily, head: ModelParameters.HeadKind) throws {
        guard case .pooled(let pooling, let isNormalized) = head else { return }
        let tiny = try TinyEncoder(classifier: family)
        let parameters = try ModelParametersTests.load(tiny, head)
        let written = try TinyEncoder(layout: isNormalized ? "mean-normalize-dense" : "cls-dense")
        let dense = isNormalized ? "3_Dense" : "2_Dense"
        try written.write(tiny.text("config.json"), "config.json")
        for folder in ["1_Pooling", dense] { try written.replace("32", with: "16", in: folder + "/config.json") }
        try written.rewrite { $0 = parameters.fileTensors }
        try written.rewrite(dense + "/model.safetensors") { $0 = parameters.denseTensors }
        let loaded = try SentenceEncoder(folder: written.path)
        #expect(loaded.pooling == pooling && loaded.isNormalized == isNormalized)
        #expect(try loaded.run(family) == SentenceEncoder(parameters, maxSequenceLength: 24).run(family))
        let again = try ModelParametersTests.load(written, head)
        for (before, after) in zip(parameters.parameters, again.parameters) where before.role.place != .head {
            #expect(before.role == after.role && before.tensor.array == after.tensor.array)
        }
        #expect(loaded.head?.weight.array == parameters[.output(.weight)]?.array)
        #expect(loaded.head?.bias.array == parameters[.output(.bias)]?.array)
    }

    @Test("a pooled model's encoder is written without prefix and without head")
    func names() throws {
        let parameters = try ModelParametersTests.load(TinyEncoder(classifier: .roberta), .pooled(.mean, isNormalized: true))
        let names = parameters.fileTensors.map(\.name)
        #expect(names.allSatisfy { $0.hasPrefix("embeddings.") || $0.hasPrefix("encoder.layer.") } && names.count == 5 + 2 * 16)
        #expect(parameters.denseTensors.map(\.name).sorted() == ["linear.bias", "linear.weight"])
    }
}
