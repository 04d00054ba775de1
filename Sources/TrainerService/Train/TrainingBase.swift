import Classification
import ConsolePrograms
import DurableFiles
import Encoders
import JSONParsing
import Kernels
import LabeledData
import Tokenization
import Training

/// A base to fine-tune: its tokenizer, its sizes, and the head that its folder asks for.
struct TrainingBase {
    let folder: String
    let config: EncoderConfig
    let tokenizer: Tokenizer
    /// Tokens read of a text.
    let maxTokens: Int
    /// How the folder of a sentence encoder pools; nil for a plain encoder.
    let layout: SentenceLayout?

    init(_ folder: String, maxTokens: Int) throws(ProgramFailure) {
        self.folder = folder
        let tokenizer = try step { () throws(ClassificationError) in try loadTokenizer(folder) }
        do throws(EncoderError) {
            config = try EncoderConfig(folder: folder)
            layout = try SentenceLayout(folder: folder, hiddenSize: config.hiddenSize)
        } catch { throw ProgramFailure(.badConfiguration, "cannot use the base '\(folder)': \(error)") }
        guard tokenizer.vocabularySize <= config.vocabSize else {
            throw ProgramFailure(
                .badConfiguration,
                "the tokenizer of '\(folder)' has \(tokenizer.vocabularySize) ids and its encoder \(config.vocabSize)")
        }
        self.tokenizer = tokenizer
        self.maxTokens = min(maxTokens, config.maxTokens)
        guard self.maxTokens > tokenizer.specialTokenCount else {
            throw ProgramFailure(.usage, "--max-length \(maxTokens) has no room beside \(tokenizer.specialTokenCount) special tokens")
        }
    }

    func head(_ wanted: FineTuneArguments.Head) -> ModelParameters.HeadKind {
        let pooled = ModelParameters.HeadKind.pooled(layout?.pooling ?? .mean, isNormalized: layout?.isNormalized ?? true)
        switch wanted {
        case .pooled: return pooled
        case .classifier: return .classifier
        case .auto: return layout == nil ? .classifier : pooled
        }
    }

    func tokenize(_ texts: [String]) -> [[Int32]] { texts.map { tokenizer.encode($0, maxTokens: maxTokens).ids } }

    func problem(_ rows: TrainingSet, start: FineTuneProblem.Start) -> FineTuneProblem {
        FineTuneProblem(
            start: start, sequences: tokenize(rows.texts), labels: rows.labels, groups: rows.groups, rowWeights: rows.rowWeights,
            isVariation: rows.isVariation, classWeighting: rows.classWeighting, classCount: SafetyClass.count)
    }
}
