import Classification
import DurableFiles
import Encoders
import Foundation
import JSONParsing
import LabeledData
import TestSupport
import Testing

struct ClassifierTests {
    private static let texts = [
        "calm", "alarm alarm alarm", "the quick brown fox", "a", "calm alarm calm", "zz top of the world", "calm calm calm calm calm calm",
    ]

    private static func repeated(_ word: String, _ count: Int) -> String {
        [String](repeating: word, count: count).joined(separator: " ")
    }

    private static func workspace(_ model: Classifier) -> ClassifierWorkspace { model.makeWorkspace(maxTokens: 512, maxSequences: 32) }

    @Test("a verdict is a distribution over the labels, with its best label and its counts")
    func verdict() throws {
        let folder = try TinyModel()
        let model = try Classifier(.folder(folder.path))
        let verdict = try model.verdict("calm alarm", workspace: Self.workspace(model))
        #expect(verdict.scores.count == 6)
        #expect(abs(verdict.scores.reduce(0, +) - 1) < 1e-5)
        #expect(verdict.confidence == verdict.scores.max())
        #expect(verdict.scores.firstIndex(of: verdict.confidence).map { model.labels[$0] } == verdict.label)
        #expect(verdict.tokens == 4 && verdict.windows == 1 && !verdict.truncated)
    }

    @Test("a text's logits in a batch are those it has alone, in any order", arguments: [false, true])
    func batched(isReversed: Bool) throws {
        let folder = try TinyModel()
        let model = try Classifier(.folder(folder.path))
        let workspace = Self.workspace(model)
        let texts: [String] = isReversed ? Self.texts.reversed() : Self.texts
        let alone = try texts.map { try model.firstWindowLogits($0, workspace: workspace) }
        let windows = try texts.flatMap { try model.tokenize($0).windows }
        try #require(windows.count == texts.count)
        var seen = 0
        try model.logits(of: windows, workspace: workspace) { index, logits in
            let difference = distance(logits, alone[index])
            #expect(difference < 1e-5)
            seen += 1
        }
        #expect(seen == texts.count)
        #expect(distance(alone[0], alone[1]) > 1e-3)
        try model.probabilities(of: windows, workspace: workspace) { index, probabilities, _, _ in
            let difference = distance(probabilities, model.calibration.probabilities(alone[index]))
            #expect(difference < 1e-5)
        }
    }

    @Test("an alarming passage in the middle of a long text raises its class to what the passage has alone")
    func windows() throws {
        let folder = try TinyModel()
        try folder.setHead(alarming: Self.repeated("alarm", 22), calm: Self.repeated("calm", 22))
        let model = try Classifier(.folder(folder.path), limits: TextLimits(windowTokens: 24, stride: 8))
        let workspace = Self.workspace(model)
        let text = [Self.repeated("calm", 200), Self.repeated("alarm", 60), Self.repeated("calm", 140)].joined(separator: " ")
        let verdict = try model.verdict(text, workspace: workspace)
        #expect(verdict.tokens == 402 && verdict.windows == 28 && !verdict.truncated)

        let calm = try model.verdict(Self.repeated("calm", 400), workspace: workspace)
        let alarm = try model.verdict(Self.repeated("alarm", 22), workspace: workspace)
        #expect(calm.scores[0] < 0.01 && alarm.scores[0] > 0.9)
        #expect(verdict.scores[0] >= alarm.scores[0] - 1e-5)
        #expect(verdict.label == "self-harm")
        #expect(verdict.scores[5] <= alarm.scores[5] + 1e-5)

        var parts = WindowScores(labels: model.labels)
        try model.probabilities(of: try model.tokenize(text).windows.prefix(20), workspace: workspace) { _, probabilities, layers, _ in
            parts.add(probabilities, layers: layers)
        }
        try model.probabilities(of: try model.tokenize(text).windows.dropFirst(20), workspace: workspace) { _, probabilities, layers, _ in
            parts.add(probabilities, layers: layers)
        }
        #expect(distance(parts.scores, verdict.scores) < 1e-5)
    }

    @Test(
        "a text of which nothing is left gets no verdict",
        arguments: ["", " \n\t ", "\u{0}\u{1}\u{7F}", "\u{200B}\u{200D}\u{FEFF}", "\u{FFFD}"])
    func empty(text: String) throws {
        let folder = try TinyModel()
        let model = try Classifier(.folder(folder.path))
        #expect(throws: TextError.empty) { try model.verdict(text, workspace: Self.workspace(model)) }
    }

    @Test("a text that is too long is refused with both numbers, at the limit it is not")
    func tooLong() throws {
        let folder = try TinyModel()
        let model = try Classifier(.folder(folder.path), limits: TextLimits(maxInputTokens: 10))
        #expect(try model.verdict(Self.repeated("calm", 8), workspace: Self.workspace(model)).tokens == 10)
        #expect(throws: TextError.tooLong(tokens: 11, limit: 10)) { try model.tokenize(Self.repeated("calm", 9)) }
    }

    @Test("where long texts are cut, the verdict is that of the part that was read, and says so")
    func truncated() throws {
        let folder = try TinyModel()
        let limits = TextLimits(windowTokens: 8, stride: 2, maxInputTokens: 20, truncatesLongTexts: true)
        let model = try Classifier(.folder(folder.path), limits: limits)
        let workspace = Self.workspace(model)
        let kept = try model.verdict(Self.repeated("calm", 18), workspace: workspace)
        let cut = try model.verdict(Self.repeated("calm", 18) + Self.repeated(" alarm", 50), workspace: workspace)
        #expect(!kept.truncated && kept.tokens == 20)
        #expect(cut.truncated && cut.tokens == 70)
        #expect(cut.windows == kept.windows && cut.scores == kept.scores)
    }

    @Test("a window is as long as the bundle and the encoder allow")
    func limits() throws {
        let folder = try TinyModel()
        #expect(try Classifier(.folder(folder.path)).limits.windowTokens == 40)
        try folder.setMaxSequenceLength(24)
        #expect(try Classifier(.folder(folder.path)).limits.windowTokens == 24)
        try folder.seal(maxTokens: 16)
        #expect(try Classifier(.folder(folder.path)).limits.windowTokens == 16)
        #expect(try Classifier(.folder(folder.path), limits: TextLimits(windowTokens: 12)).limits.windowTokens == 12)
    }

    @Test("a model whose window has no room for a word is refused when it is loaded", arguments: [1, 2])
    func noRoom(tokens: Int) throws {
        let folder = try TinyModel()
        try folder.setMaxSequenceLength(tokens)
        #expect(throws: ClassificationError.self) { try Classifier(.folder(folder.path)) }
    }

    @Test("a tokenizer with more ids than the encoder has embeddings is refused")
    func vocabulary() throws {
        let folder = try TinyModel()
        try folder.setVocabulary(TinyModel.vocabulary + (TinyModel.vocabulary.count..<96).map { "extra\($0)" })
        _ = try Classifier(.folder(folder.path))
        try folder.setVocabulary(TinyModel.vocabulary + (TinyModel.vocabulary.count..<97).map { "extra\($0)" })
        let error = ClassificationError.vocabularyMismatch(tokenizer: 97, encoder: 96)
        #expect(throws: error) { try Classifier(.folder(folder.path)) }
        #expect(throws: error) { try TextEmbedder(folder: folder.path) }
    }

    @Test("a head with another number of outputs than there are labels is refused by both numbers")
    func headOutputs() throws {
        let folder = try TinyModel()
        try folder.setLabels(["a", "b", "c", "d", "e"])
        #expect(throws: ClassificationError.labels(reason: "the head has 6 outputs for 5 labels")) { try Classifier(.folder(folder.path)) }
    }

    @Test("a head for embeddings of another size is refused by the field that says so")
    func headInputs() throws {
        let folder = try TinyModel()
        try folder.edit("3_Dense/config.json") { $0["in_features"] = 33 }
        let error = try #require(throws: ClassificationError.self) { try Classifier(.folder(folder.path)) }
        #expect(error == .encoder(reason: "3_Dense/config.json: 'in_features' is 33, expected 32"))
    }

    @Test("an encoder without a head gives no verdicts")
    func noHead() throws {
        let folder = try TinyModel()
        try copyFile(
            from: Goldens.folder.path + "/encoders/tiny/layouts/mean-normalize/modules.json", to: folder.path + "/modules.json")
        #expect(throws: ClassificationError.encoder(reason: "the model has no classification head")) {
            try Classifier(.folder(folder.path))
        }
    }

    @Test("a model without a tokenizer is an error that names the file")
    func noTokenizer() throws {
        let folder = try TinyModel()
        try removeFolder(folder.path + "/vocab.txt")
        let error = try #require(throws: ClassificationError.self) { try Classifier(.folder(folder.path)) }
        #expect(error.description.contains("vocab.txt"))
    }
}
