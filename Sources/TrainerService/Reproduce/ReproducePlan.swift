import Classification
package import ConsolePrograms
import DurableFiles
import JSONParsing
import LabeledData

/// What a model is trained on: the bootstrap set, and more.
package enum TrainingMix: Hashable, Sendable {
    /// Nothing more: Table 4.
    case bootstrap
    /// The split's posts, with the labels of people only: Table 5.
    case posts(PaperSplit, SplitLabels)
    /// The posts and their variations: Table 6.
    case whole(PaperSplit, SplitLabels)

    package var table: Int {
        switch self {
        case .bootstrap: 4
        case .posts: 5
        case .whole: 6
        }
    }

    package var split: PaperSplit? {
        switch self {
        case .bootstrap: nil
        case .posts(let split, _), .whole(let split, _): split
        }
    }

    package var labels: SplitLabels {
        switch self {
        case .bootstrap: .published
        case .posts(_, let labels), .whole(_, let labels): labels
        }
    }

    package var title: String {
        switch self {
        case .bootstrap: "bootstrap"
        case .posts(let split, let labels): "\(split.title) posts, \(labels.rawValue)"
        case .whole(let split, let labels): "\(split.title) + LLM, \(labels.rawValue)"
        }
    }
}

/// An encoder to start from.
package struct ReproduceBase: Hashable, Sendable {
    /// The last component of the path, or the whole path where two bases share it.
    package let name: String
    package let path: String
    /// SHA-256 of `model.safetensors`.
    package let weightsDigest: String

    package init(name: String, path: String, weightsDigest: String) {
        self.name = name
        self.path = path
        self.weightsDigest = weightsDigest
    }

    /// - Throws: Exit 66 for a folder or weights that are not there, exit 64 for the same weights twice.
    package static func read(_ paths: [String]) throws(ProgramFailure) -> [ReproduceBase] {
        let paths = paths.map { $0.count > 1 && $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
        let names = paths.map { lastComponent(of: $0) }
        var bases: [ReproduceBase] = []
        for (index, path) in paths.enumerated() {
            try requireFolder(path)
            let digest = try step { () throws(ClassificationError) in try fileDigest(path + "/model.safetensors") }
            if let twin = bases.first(where: { $0.weightsDigest == digest }) {
                throw ProgramFailure(.usage, "the bases '\(twin.path)' and '\(path)' have the same weights")
            }
            let isUnique = names.count { $0 == names[index] } == 1
            bases.append(ReproduceBase(name: isUnique ? names[index] : path, path: path, weightsDigest: digest))
        }
        return bases
    }
}

/// What tells one run from another, so that a finished one is found again and one on other data is not taken for it.
package struct RunKey: Hashable, Sendable {
    /// SHA-256 of the base's weights.
    package let base: String
    package let mix: TrainingMix
    package let settings: ReproduceSettings
    package let seed: UInt64
    package let epochs: Int?
    package let maxLength: Int?
    /// `trainerDescription` of the settings.
    package let trainer: String
    /// SHA-256 over the texts and labels that are trained on and scored.
    package let rows: String

    package init(
        base: String, mix: TrainingMix, settings: ReproduceSettings, seed: UInt64, epochs: Int?, maxLength: Int?, trainer: String,
        rows: String
    ) {
        self.base = base
        self.mix = mix
        self.settings = settings
        self.seed = seed
        self.epochs = epochs
        self.maxLength = maxLength
        self.trainer = trainer
        self.rows = rows
    }
}

/// A run that is to be done.
package struct PlannedRun: Equatable, Sendable {
    package let base: ReproduceBase
    package let key: RunKey

    package var title: String { "\(base.name), \(key.mix.title), \(key.settings.rawValue), seed \(key.seed)" }
}

/// Which runs a command asks for, in their order.
///
/// The seed is the outermost loop: a command that is stopped early has one seed of everything, not three seeds of the first base.
package struct ReproducePlan: Sendable {
    package var bases: [ReproduceBase]
    package var settings: [ReproduceSettings] = ReproduceSettings.allCases
    package var splits: [PaperSplit] = PaperSplit.allCases
    /// Which of Tables 4, 5 and 6 to train for.
    package var tables: Set<Int> = [4, 5, 6]
    package var seeds = 3
    package var epochs: Int?
    package var maxLength: Int?

    package init(bases: [ReproduceBase]) { self.bases = bases }

    /// What is trained on, in the order of the tables. A repair that changes no label is no training of its own.
    package func mixes(_ data: PaperFolder) -> [TrainingMix] {
        var mixes: [TrainingMix] = tables.contains(4) ? [.bootstrap] : []
        for make in [TrainingMix.posts, TrainingMix.whole] {
            for split in splits {
                for labels in SplitLabels.allCases where labels == .published || (data.splits[split]?.relabelledPosts ?? 0) > 0 {
                    let mix = make(split, labels)
                    if tables.contains(mix.table) { mixes.append(mix) }
                }
            }
        }
        return mixes
    }

    package func runs(_ data: PaperFolder) -> [PlannedRun] {
        let mixes = mixes(data).map { (mix: $0, rows: rowsDigest(TrainingRows($0, of: data), data.evaluation)) }
        return (1...max(1, seeds)).flatMap { seed in
            bases.flatMap { base in
                settings.flatMap { settings in
                    mixes.map { PlannedRun(base: base, key: key(base, $0.mix, settings, seed: UInt64(seed), rows: $0.rows)) }
                }
            }
        }
    }

    private func key(
        _ base: ReproduceBase, _ mix: TrainingMix, _ settings: ReproduceSettings, seed: UInt64, rows: String
    ) -> RunKey {
        let isPaper = settings == .paper
        return RunKey(
            base: base.weightsDigest, mix: mix, settings: settings, seed: seed,
            epochs: epochs ?? (isPaper ? PaperSettings.epochs : nil),
            maxLength: maxLength ?? (isPaper ? PaperSettings.maxLength : nil), trainer: trainerDescription(settings), rows: rows)
    }
}

/// The rows of one mix, in the order bootstrap, variations, posts.
package struct TrainingRows: Equatable, Sendable {
    package private(set) var texts: [String] = []
    package private(set) var labels: [Int] = []
    package private(set) var sources: [String?] = []
    package private(set) var isVariation: [Bool] = []

    /// - Precondition: `data` holds the mix's split.
    package init(_ mix: TrainingMix, of data: PaperFolder) {
        for row in data.bootstrap.rows { add(row.text, row.label, source: nil, isVariation: false) }
        guard let name = mix.split else { return }
        guard let split = data.splits[name] else { preconditionFailure("TrainingRows: the split \(name.rawValue) was not read") }
        if case .whole = mix {
            for (number, row) in split.variations.enumerated() {
                add(row.text, row.label, source: "\(number / SplitFile.variationsPerPost)", isVariation: true)
            }
        }
        for (number, (row, label)) in zip(split.posts, split.postLabels(mix.labels)).enumerated() {
            add(row.text, label, source: "\(number)", isVariation: false)
        }
    }

    private mutating func add(_ text: String, _ label: SafetyClass, source: String?, isVariation: Bool) {
        texts.append(text)
        labels.append(label.index)
        sources.append(source)
        self.isVariation.append(isVariation)
    }
}

/// A digest that differs whenever a row, its label or its place does.
private func rowsDigest(_ training: TrainingRows, _ evaluation: PaperFile) -> String {
    let trained = zip(training.texts, training.labels).map { JSONValue.array([.string($0), .int($1)]) }
    let scored = evaluation.rows.map { JSONValue.array([.string($0.text), .int($0.label.index)]) }
    return textDigest(JSONWriter.compact([.array(trained), .array(scored)]))
}

extension PlannedRun {
    /// The run as the trainer sees it.
    package func run(_ data: PaperFolder, threads: Int) -> ReproduceRun {
        let rows = TrainingRows(key.mix, of: data)
        return ReproduceRun(
            base: base.path, trainTexts: rows.texts, trainLabels: rows.labels, trainSources: rows.sources,
            trainIsVariation: rows.isVariation, evaluationTexts: data.evaluation.rows.map(\.text), settings: key.settings,
            seed: key.seed, epochs: key.epochs, maxLength: key.maxLength, threads: threads)
    }
}
