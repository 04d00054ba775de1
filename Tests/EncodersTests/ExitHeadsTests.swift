import DurableFiles
import Encoders
import Tensors
import TestSupport
import Testing

struct ExitHeadsTests {
    private static func setting(_ layer: Int) -> ExitSetting {
        ExitSetting(
            layer: layer, temperature: 2, bias: [0, 1, 2, 3, 4, 5],
            rule: ExitRule(threshold: 0.5, limits: [Float](repeating: 1, count: 6)))
    }

    private static func write(_ tensors: [(name: String, tensor: Tensor)], _ tiny: TinyEncoder) throws {
        try writeSafetensors(tensors, to: tiny.path + "/" + ExitHeads.fileName)
    }

    private static func named(_ layers: [Int]) -> [(layer: Int, weight: Tensor, bias: Tensor)] {
        layers.map { layer in
            let head = TinyEncoder.head(layer)
            return (layer, head.weight, head.bias)
        }
    }

    @Test("heads read back as they were written, with their calibration folded in")
    func roundTrip() throws {
        let tiny = try TinyEncoder()
        try tiny.deepen(to: 4)
        let encoder = try SentenceEncoder(folder: tiny.path)
        try Self.write(ExitHeads.tensors(Self.named([1, 3])), tiny)
        let exits = try ExitHeads(folder: tiny.path, settings: [Self.setting(1), Self.setting(3)], for: encoder)
        #expect(exits.exits.map(\.layer) == [1, 3] && exits.fit(encoder))
        #expect(exits[0] == nil && exits[2] == nil && exits[4] == nil && exits[-1] == nil)
        let x = (0..<32).map { Float($0 % 5) / 5 }
        let plain = TinyEncoder.head(3)
        var expected = [Float](repeating: 0, count: 6)
        DenseHead(weight: plain.weight, bias: plain.bias).apply(to: x, rows: 1, into: &expected)
        for c in 0..<6 { expected[c] = expected[c] / 2 + Float(c) }
        var found = [Float](repeating: 0, count: 6)
        let exit = try #require(exits[3])
        exit.head.apply(to: x, rows: 1, into: &found)
        #expect(distance(found, expected) < 1e-5)
    }

    @Test("an exit stands between two layers, and after the one before it", arguments: [[0], [-1], [2], [7], [1, 1]])
    func layers(layers: [Int]) throws {
        let tiny = try TinyEncoder()
        let encoder = try SentenceEncoder(folder: tiny.path)
        let last = layers.count > 1 ? 1 : 0
        let refusal = EncoderError.exitLayer(layers[layers.count - 1], after: last, layers: 2)
        #expect(throws: refusal) { try ExitHeads(folder: tiny.path, settings: layers.map(Self.setting), for: encoder) }
    }

    @Test("a file that is not there, or is none, is refused with its reason")
    func files() throws {
        let tiny = try TinyEncoder()
        let encoder = try SentenceEncoder(folder: tiny.path)
        func error() -> EncoderError? {
            do throws(EncoderError) {
                _ = try ExitHeads(folder: tiny.path, settings: [Self.setting(1)], for: encoder)
                return nil
            } catch { return error }
        }
        guard case .file(let reason) = error() else {
            Issue.record("found \(String(describing: error()))")
            return
        }
        #expect(reason.isMissing)
        try tiny.write("short", ExitHeads.fileName)
        #expect(error() == .tensors(file: ExitHeads.fileName, .fileTooShort(bytes: 5)))
    }

    struct Hostile: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let error: TensorError
        let spoil: @Sendable (inout [(name: String, tensor: Tensor)]) -> Void
    }

    static let hostile: [Hostile] = [
        Hostile(testDescription: "no weight", error: .missingTensor("layer.1.weight")) { $0.removeAll { $0.name == "layer.1.weight" } },
        Hostile(testDescription: "no bias", error: .missingTensor("layer.1.bias")) { $0.removeAll { $0.name == "layer.1.bias" } },
        Hostile(testDescription: "a layer that no setting names", error: .unexpectedTensor("layer.2.bias")) {
            $0.append(("layer.2.bias", Tensor.zeros([6])))
        },
        Hostile(testDescription: "something else", error: .unexpectedTensor("linear.weight")) {
            $0.append(("linear.weight", Tensor.zeros([6, 32])))
        },
        Hostile(
            testDescription: "too few classes",
            error: .shapeMismatch(tensor: "layer.1.weight", expected: [6, 32], found: [5, 32])
        ) { $0 = [("layer.1.bias", Tensor.zeros([6])), ("layer.1.weight", Tensor.zeros([5, 32]))] },
        Hostile(
            testDescription: "turned round",
            error: .shapeMismatch(tensor: "layer.1.weight", expected: [6, 32], found: [32, 6])
        ) { $0 = [("layer.1.bias", Tensor.zeros([6])), ("layer.1.weight", Tensor.zeros([32, 6]))] },
        Hostile(testDescription: "a bias of 7", error: .shapeMismatch(tensor: "layer.1.bias", expected: [6], found: [7])) {
            $0 = [("layer.1.bias", Tensor.zeros([7])), ("layer.1.weight", Tensor.zeros([6, 32]))]
        },
        Hostile(testDescription: "NaN", error: .notFinite(tensor: "layer.1.bias", index: 2)) {
            $0 = [("layer.1.bias", Tensor(shape: [6], [0, 0, .nan, 0, 0, 0])), ("layer.1.weight", Tensor.zeros([6, 32]))]
        },
        Hostile(testDescription: "infinity", error: .notFinite(tensor: "layer.1.weight", index: 0)) {
            let weight = Tensor.zeros([6, 32])
            weight.storage.pointer[0] = .infinity
            $0 = [("layer.1.bias", Tensor.zeros([6])), ("layer.1.weight", weight)]
        },
    ]

    @Test("heads that are missing, of another layer, of another shape or not finite are refused", arguments: hostile)
    func refused(hostile: Hostile) throws {
        let tiny = try TinyEncoder()
        let encoder = try SentenceEncoder(folder: tiny.path)
        var tensors = ExitHeads.tensors(Self.named([1]))
        hostile.spoil(&tensors)
        try Self.write(tensors, tiny)
        #expect(throws: EncoderError.tensors(file: ExitHeads.fileName, hostile.error)) {
            try ExitHeads(folder: tiny.path, settings: [Self.setting(1)], for: encoder)
        }
    }

    @Test("a model with a classification head, or with none, has no exits")
    func noExits() throws {
        let classifier = try TinyEncoder(classifier: .bert)
        let headless = try TinyEncoder(layout: "mean")
        for tiny in [classifier, headless] {
            let encoder = try SentenceEncoder(folder: tiny.path)
            #expect(throws: EncoderError.noExits) { try ExitHeads(folder: tiny.path, settings: [Self.setting(1)], for: encoder) }
        }
        let encoder = try SentenceEncoder(folder: classifier.path)
        let workspace = EncoderWorkspace(for: encoder, maxTokens: 8, maxSequences: 1)
        #expect(throws: EncoderError.noExits) { try encoder.pooledStates(RaggedBatch([[2, 3]]), workspace: workspace) { _, _ in } }
    }

    @Test("exits fit the encoder that they were made for, and none of another depth")
    func fits() throws {
        let tiny = try TinyEncoder()
        let encoder = try SentenceEncoder(folder: tiny.path)
        let exits = try TinyEncoder.exits([1], threshold: 1, for: encoder)
        #expect(exits.fit(encoder))
        try tiny.deepen(to: 3)
        #expect(!exits.fit(try SentenceEncoder(folder: tiny.path)))
        let headless = try TinyEncoder(layout: "mean")
        #expect(!exits.fit(try SentenceEncoder(folder: headless.path)))
    }
}
