import Classification
import DurableFiles
import Encoders
import LabeledData
import Tensors
import TestSupport
import Testing

/// A bundle with an exit after the first of its two layers.
struct ExitReadingTests {
    private static func exit(
        layer: Int = 1, threshold: Double, limits: [String: Double] = [:], calibration: ScoreCalibration = .none(labelCount: 6)
    ) -> BundleExit {
        BundleExit(layer: layer, calibration: calibration, threshold: threshold, limits: limits)
    }

    private static let weight = Tensor(shape: [6, TinyModel.hiddenSize], (0..<192).map { Float($0 % 7) - 3 })
    private static let bias = Tensor(shape: [6], [0, 0.5, 0, -0.5, 0, 0])

    /// - Parameter heads: Layers that `exits.safetensors` has heads for; nil for no file.
    private static func bundle(heads: [Int]? = [1], _ exits: [BundleExit]) throws -> TinyModel {
        let folder = try TinyModel()
        try folder.writeSelfTest()
        if let heads {
            try writeSafetensors(
                ExitHeads.tensors(heads.map { ($0, weight, bias) }), to: folder.path + "/" + ExitHeads.fileName)
        }
        try folder.seal(exits: exits)
        return folder
    }

    private static func verdict(_ folder: TinyModel, _ text: String = "calm alarm", earlyExit: Bool = true) throws -> Verdict {
        let model = try Classifier(.bundle(folder.path), earlyExit: earlyExit)
        return try model.verdict(text, workspace: model.makeWorkspace(maxTokens: 64, maxSequences: 4))
    }

    @Test("a text that an exit is sure of stops there, with the exit's calibrated scores; otherwise, or when told so, no text does")
    func stops() throws {
        let calibration = ScoreCalibration(temperature: 2, bias: [0, 0, 1, 0, 0, 0])
        let open = try Self.bundle([Self.exit(threshold: 0, calibration: calibration)])
        let early = try Self.verdict(open)
        let full = try Self.verdict(open, earlyExit: false)
        #expect(early.layers == 1 && full.layers == 2 && early.scores != full.scores)

        let encoder = try Classifier(.bundle(open.path)).encoder
        let ids = try Classifier(.bundle(open.path)).tokenize("calm alarm").windows
        let workspace = EncoderWorkspace(for: encoder, maxTokens: 8, maxSequences: 1)
        var expected: [Float] = []
        try encoder.pooledStates(RaggedBatch(ids), workspace: workspace) { layer, states in
            guard layer == 1 else { return }
            let logits = (0..<6).map { c in
                (0..<TinyModel.hiddenSize).reduce(Self.bias.array[c]) { $0 + Self.weight.array[c * TinyModel.hiddenSize + $1] * states[$1] }
            }
            expected = calibration.probabilities(logits)
        }
        #expect(distance(early.scores, expected) < 1e-5)

        let nothing = Dictionary(uniqueKeysWithValues: SafetyClass.names.map { ($0, 0.0) })
        for rule in [Self.exit(threshold: 1), Self.exit(threshold: 0, limits: nothing)] {
            let closed = try Self.verdict(try Self.bundle([rule]))
            #expect(closed == full)
        }
    }

    @Test("the self-test is that of every layer, and tells nothing of the exits")
    func selfTest() throws {
        let folder = try Self.bundle([Self.exit(threshold: 0)])
        let model = try Classifier(.bundle(folder.path))
        #expect(model.layers == 2 && model.exitLayers == [1])
        try model.selfTest()
        #expect(try Classifier(.bundle(folder.path), earlyExit: false).exitLayers.isEmpty)
    }

    @Test("a long text has the layers of the window that went furthest")
    func windows() throws {
        let folder = try Self.bundle([Self.exit(threshold: 0)])
        let model = try Classifier(.bundle(folder.path), limits: TextLimits(windowTokens: 8, stride: 2))
        let workspace = model.makeWorkspace(maxTokens: 64, maxSequences: 8)
        let text = Array(repeating: "calm", count: 30).joined(separator: " ")
        let verdict = try model.verdict(text, workspace: workspace)
        #expect(verdict.windows > 1 && verdict.layers == 1)
        var layers: [Int] = []
        try model.probabilities(of: try model.tokenize(text).windows.prefix(4), workspace: workspace) { _, _, left, _ in
            layers.append(left)
        }
        #expect(layers == [1, 1, 1, 1])
    }

    struct Hostile: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let heads: [Int]?
        let exits: [BundleExit]
        let error: String
    }

    static let hostile: [Hostile] = [
        Hostile(
            testDescription: "no file", heads: nil, exits: [exit(threshold: 0.5)], error: "exits.safetensors"),
        Hostile(
            testDescription: "heads and no exits", heads: [1], exits: [],
            error: "picket.json: 'exits' must be a list of the exits in exits.safetensors"),
        Hostile(
            testDescription: "an exit after the last layer", heads: [2], exits: [exit(layer: 2, threshold: 0.5)],
            error: "there is an exit after layer 2, expected one from 1 to 1"),
        Hostile(
            testDescription: "another layer's head", heads: [2], exits: [exit(threshold: 0.5)],
            error: "exits.safetensors: tensor 'layer.2.bias' is not part of this architecture"),
        Hostile(
            testDescription: "one head too many", heads: [1, 2], exits: [exit(threshold: 0.5)],
            error: "exits.safetensors: tensor 'layer.2.bias' is not part of this architecture"),
    ]

    @Test("exits and heads that do not belong together are refused, also when no text is to stop early", arguments: hostile)
    func refused(hostile: Hostile) throws {
        let folder = try Self.bundle(heads: hostile.heads, hostile.exits)
        for earlyExit in [true, false] {
            let error = try #require(throws: ClassificationError.self) {
                try Classifier(.bundle(folder.path), earlyExit: earlyExit)
            }
            #expect(error.description.contains(hostile.error), "\(error)")
        }
    }

    @Test("a changed head is found by its digest like any other file")
    func digest() throws {
        let folder = try Self.bundle([Self.exit(threshold: 0.5)])
        let path = folder.path + "/" + ExitHeads.fileName
        var bytes = try readFile(path, limitBytes: 1 << 20)
        bytes[bytes.count - 1] ^= 1
        try writeFile(path, bytes)
        let error = try #require(throws: ClassificationError.self) { try Classifier(.bundle(folder.path)) }
        guard case .digestMismatch(let file, _, _) = error else {
            Issue.record("found \(error)")
            return
        }
        #expect(file == ExitHeads.fileName)
    }
}
