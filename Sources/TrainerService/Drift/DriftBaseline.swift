import Classification
import ConsolePrograms
import Encoders
import LabeledData
import Training

// The reference is not in the bundle's manifest: it has the confusion matrix of the training rows out of fold, which gives class shares, but no
// entropies. So the development rows, which no training has seen, are scored by the bundle with the daemon's defaults (int8, early exits), in
// a second or two, once in the life of a bundle; the same pass finds the texts that captured ones may be held against.

/// What a bundle says of rows that it was not trained on.
struct DriftBaseline: Sendable {
    let bundle: String
    let labels: [String]
    let counts: VerdictCounts
    /// Development and training texts with the entropy that the bundle has on them, in nats.
    let texts: [(text: String, entropy: Double)]

    /// Training texts that are scored beside the development rows: enough to find unsure ones among, in seconds.
    private static let mostTrainingTexts = 2_000

    /// - Throws: What a command would say of a bundle or a file that cannot be read.
    init(bundle name: String, _ configuration: TrainerConfiguration) throws(ProgramFailure) {
        let files = try LoopFiles(configuration)
        let model = try step { () throws(ClassificationError) in
            let folder = ModelsFolder(configuration.models)
            let id = try folder.find(name)
            return try Classifier(.bundle(folder.folder(of: id), id: id), precision: .int8)
        }
        let workspace = model.makeWorkspace(maxTokens: model.limits.windowTokens, maxSequences: 1)
        var counts = VerdictCounts(classCount: model.labels.count)
        var texts: [(text: String, entropy: Double)] = []
        for text in files.dev.texts {
            guard let verdict = try? model.verdict(text, workspace: workspace) else { continue }
            counts.add(verdict)
            texts.append((text, Double(verdict.entropy)))
        }
        let training = files.bootstrap.flatMap(\.texts)
        var generator = SplitMix64(seed: UInt64(clamping: configuration.seed), stream: 0x64_72_69_66_74)
        for index in generator.permutation(of: training.count).prefix(Self.mostTrainingTexts) {
            guard let verdict = try? model.verdict(training[index], workspace: workspace) else { continue }
            texts.append((training[index], Double(verdict.entropy)))
        }
        self.bundle = name
        self.labels = model.labels
        self.counts = counts
        self.texts = texts
    }
}
