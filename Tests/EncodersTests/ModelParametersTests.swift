import Encoders
import Kernels
import Tensors
import TestSupport
import Testing

struct ModelParametersTests {
    static let heads: [ModelParameters.HeadKind] = [
        .classifier, .pooled(.mean, isNormalized: true), .pooled(.cls, isNormalized: false),
    ]

    @Test("a classifier's parameters are those of its folder, and give the same logits bit for bit", arguments: EncoderFamily.allCases)
    func sameAsFolder(family: EncoderFamily) throws {
        let tiny = try TinyEncoder(classifier: family)
        let parameters = try Self.load(tiny, .classifier)
        let loaded = try SentenceEncoder(folder: tiny.path)
        let made = SentenceEncoder(parameters, maxSequenceLength: 20)
        #expect(try made.run(family) == loaded.run(family))
        #expect(distance(try made.run(family), try TinyEncoder.logits(of: family)) < 1e-5)
        #expect(made.maxSequenceLength == 20 && made.config == loaded.config && made.head?.classes == 6)
        #expect(SentenceEncoder(parameters, maxSequenceLength: 1000).maxSequenceLength == 24)
        #expect(try parameters.count == tiny.tensors().reduce(0) { $0 + $1.tensor.count })
    }

    @Test("a pooled model embeds as its folder does, with pooling and normalization as asked")
    func pooledSameAsFolder() throws {
        let tiny = try TinyEncoder(layout: nil)
        for (pooling, isNormalized) in [(Pooling.mean, true), (.cls, false)] {
            let parameters = try Self.load(tiny, .pooled(pooling, isNormalized: isNormalized))
            let made = SentenceEncoder(parameters, maxSequenceLength: 40)
            let loaded = try SentenceEncoder(folder: tiny.path, layout: SentenceLayout(pooling: pooling, isNormalized: isNormalized))
            let sequences = try TinyEncoder.sequences()
            #expect(
                try made.rows(.embeddings, of: sequences, threads: 1) == loaded.rows(.embeddings, of: sequences, threads: 1))
            #expect(made.modelHead.projection == nil && made.head?.classes == 6)
        }
    }

    @Test("every role is found by its index, and one that the model has not is none")
    func roles() throws {
        let parameters = try Self.load(TinyEncoder(classifier: .distilbert), .pooled(.mean, isNormalized: false))
        for (index, parameter) in parameters.parameters.enumerated() { #expect(parameters.index(parameter.role) == index) }
        #expect(
            parameters[.segments] == nil && parameters[.projection(.weight)] == nil && parameters.index(.layer(2, .output, .bias)) == nil)
        #expect(parameters[.output(.weight)]?.shape == [6, 16] && parameters.headKind == .pooled(.mean, isNormalized: false))
    }

    @Test("a copy is apart from the original", arguments: EncoderFamily.allCases)
    func copies(family: EncoderFamily) throws {
        let original = try Self.load(TinyEncoder(classifier: family), .classifier)
        let copy = original.copy()
        let before = original.parameters.map(\.tensor.array)
        #expect(copy.parameters.map(\.tensor.array) == before && copy.parameters.map(\.role) == original.parameters.map(\.role))
        #expect(copy.headKind == original.headKind && copy.classes == 6 && copy.count == original.count)
        for parameter in copy.parameters { parameter.tensor.storage.pointer[0] += 1 }
        #expect(original.parameters.map(\.tensor.array) == before)
        for parameter in original.parameters { parameter.tensor.storage.pointer[0] -= 1 }
        for (index, parameter) in copy.parameters.enumerated() { #expect(parameter.tensor.array[0] == before[index][0] + 1) }
    }

    @Test("a head that is not in the folder is drawn: from the seed, deviation 0.02, biases 0", arguments: EncoderFamily.allCases)
    func drawn(family: EncoderFamily) throws {
        let tiny = try TinyEncoder(classifier: family)
        func head(_ seed: UInt64) throws -> (weight: [Float], bias: [Float]) {
            let parameters = try Self.load(tiny, .pooled(.mean, isNormalized: false), classes: 500, seed: seed)
            return (try #require(parameters[.output(.weight)]).array, try #require(parameters[.output(.bias)]).array)
        }
        let first = try head(1)
        #expect(try head(1) == first)
        #expect(try head(2).weight != first.weight)
        #expect(first.bias == [Float](repeating: 0, count: 500))
        let count = Float(first.weight.count)
        let mean = first.weight.reduce(0, +) / count
        let deviation = (first.weight.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
        #expect(abs(mean) < 0.001 && abs(deviation - 0.02) < 0.001)
        let within = first.weight.count { abs($0) < 0.02 }
        #expect(abs(Float(within) / count - 0.683) < 0.02, "as many within one deviation as a normal distribution has")
    }

    @Test("the pooler that pre-training left is the first layer of BERT's classifier", arguments: ["bert.", ""])
    func pooler(prefix: String) throws {
        let tiny = try TinyEncoder(classifier: .bert)
        try tiny.removeClassifier()
        try tiny.rewrite { $0 = $0.map { (prefix + $0.name.dropFirst(5), $0.tensor) } }
        let file = Dictionary(uniqueKeysWithValues: try tiny.tensors().map { ($0.name, $0.tensor.array) })
        let parameters = try Self.load(tiny, .classifier, classes: 3)
        #expect(parameters[.projection(.weight)]?.array == file[prefix + "pooler.dense.weight"])
        #expect(parameters[.projection(.bias)]?.array == file[prefix + "pooler.dense.bias"])
        #expect(parameters[.output(.weight)]?.shape == [3, 16] && Self.isDrawn(parameters[.output(.weight)]))
    }

    @Test("where there is no pooler, or it belongs to no classifier of the family, both layers are drawn")
    func noPooler() throws {
        let bert = try TinyEncoder(classifier: .bert)
        try bert.removeClassifier()
        try bert.rewrite { $0.removeAll { $0.name.contains("pooler") } }
        let roberta = try TinyEncoder(classifier: .roberta)
        try roberta.removeClassifier()
        try roberta.rewrite {
            $0.append(("roberta.pooler.dense.weight", Tensor(shape: [16, 16], [Float](repeating: 9, count: 256))))
            $0.append(("roberta.pooler.dense.bias", Tensor(shape: [16], [Float](repeating: 9, count: 16))))
        }
        for tiny in [bert, roberta] {
            let parameters = try Self.load(tiny, .classifier)
            #expect(Self.isDrawn(parameters[.projection(.weight)]) && Self.isDrawn(parameters[.output(.weight)]))
            #expect(parameters[.projection(.bias)]?.array == [Float](repeating: 0, count: 16))
        }
    }

    @Test("of a classifier for other classes the first layer is taken and the last drawn", arguments: EncoderFamily.allCases)
    func otherClasses(family: EncoderFamily) throws {
        let tiny = try TinyEncoder(classifier: family)
        let (six, four) = (try Self.load(tiny, .classifier), try Self.load(tiny, .classifier, classes: 4))
        #expect(four[.projection(.weight)]?.array == six[.projection(.weight)]?.array)
        #expect(!Self.isDrawn(six[.output(.weight)]) && Self.isDrawn(four[.output(.weight)]))
        #expect(four[.output(.weight)]?.shape == [4, 16] && four[.output(.bias)]?.array == [0, 0, 0, 0])
        #expect(SentenceEncoder(four, maxSequenceLength: 24).head?.classes == 4)
    }

    @Test("NaN in a head that the model leaves is refused like any other", arguments: heads)
    func notFinite(head: ModelParameters.HeadKind) throws {
        for name in ["classifier.weight", "bert.pooler.dense.bias"] {
            let tiny = try TinyEncoder(classifier: .bert)
            try tiny.rewrite { for (name2, tensor) in $0 where name2 == name { tensor.storage.pointer[5] = .nan } }
            #expect(throws: EncoderError.tensors(file: "model.safetensors", .notFinite(tensor: name, index: 5))) {
                try Self.load(tiny, head, classes: 4)
            }
        }
    }

    @Test("a step in place is seen by what is made of the parameters afterwards")
    func steps() throws {
        let parameters = try Self.load(TinyEncoder(classifier: .bert), .classifier)
        let before = try SentenceEncoder(parameters, maxSequenceLength: 24).run(.bert)
        let weight = try #require(parameters[.layer(0, .intermediate, .weight)])
        for index in 0..<weight.count { weight.storage.pointer[index] *= 0.5 }
        #expect(distance(try SentenceEncoder(parameters, maxSequenceLength: 24).run(.bert), before) > 1e-3)
    }

    static func load(
        _ tiny: TinyEncoder, _ head: ModelParameters.HeadKind, classes: Int = 6, seed: UInt64 = 1
    ) throws -> ModelParameters {
        var generator = SeededGenerator(state: seed)
        return try ModelParameters(folder: tiny.path, head: head, classes: classes, using: &generator)
    }

    /// The weights of the goldens have a deviation of 0.3, drawn ones of 0.02.
    static func isDrawn(_ tensor: Tensor?) -> Bool {
        guard let tensor else { return false }
        return tensor.elements.allSatisfy { abs($0) < 0.12 } && tensor.elements.contains { $0 != 0 }
    }
}
