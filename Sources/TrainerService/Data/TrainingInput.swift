import Classification
import JSONParsing
import LabeledData
import Training

/// What a training is given, whatever the recipe.
struct TrainingInput: Sendable {
    let base: String
    let files: [LabeledFile]
    let dev: LabeledFile
    let gate: LabeledFile?
    let maxTokens: Int
    let seed: UInt64
    let threads: Int
    let rows: TrainingSet
    /// Whether the bundle is to have exits, if its model can.
    let earlyExit: Bool
    /// The gate that the bundle is to pass, where `gate` is a frozen set.
    var frozenGate: TrainingGate?
    /// For the manifest: which round asked for it, and who labelled.
    var origin = JSONObject()
}

/// The training rows with everything that is decided about them before training: labels, groups and weights.
struct TrainingSet: Sendable {
    let texts: [String]
    /// After the sources' consensus; indices in `SafetyClass` order.
    let labels: [Int]
    let changes: [LabelConsensus.Change]
    /// Rows with one number never stand on both sides of a split.
    let groups: [Int]
    /// `[n]`: rows that share their source with others; which of them is the message itself, a file does not say.
    let isVariation: [Bool]
    let variationWeight: Double
    /// How much a row counts.
    let rowWeights: [Double]
    let classWeighting: ClassWeighting
    /// What a person should know about them before training begins.
    let notes: [String]

    var variationCount: Int { isVariation.count { $0 } }

    /// - Parameters:
    ///   - files: The files of `--train`, in order.
    ///   - repairsLabels: Whether a row whose source's other rows agree on another label takes it.
    ///   - variationWeight: How much a row counts that shares its source with others.
    ///   - weighting: nil: every class counts alike where one has under 100 rows, else every row does.
    init(_ files: [LabeledFile], repairsLabels: Bool, variationWeight: Double, weighting: ClassWeighting?) {
        let given = files.flatMap(\.labels)
        let sources = files.flatMap(\.sources)
        let consensus = LabelConsensus(labels: given, sources: sources)
        texts = files.flatMap(\.texts)
        labels = repairsLabels ? consensus.labels : given
        changes = repairsLabels ? consensus.changes : []
        groups = RowGroups.of(texts: texts, sources: sources)
        isVariation = files.flatMap { file in file.isVariation ?? file.sources.map { $0 != nil } }
        self.variationWeight = variationWeight
        rowWeights = isVariation.map { $0 ? variationWeight : 1 }
        classWeighting = weighting ?? Self.automatic(labels)
        notes = Self.notes(files, variations: isVariation.count { $0 }, consensus.changes, repairs: repairsLabels)
    }

    /// A class with few rows is drowned when every row counts alike; where each class has enough of them, weights that lift the small
    /// ones only make the model cry wolf on ordinary chat (models/README.md has the figures).
    private static func automatic(_ labels: [Int]) -> ClassWeighting {
        let fewest = (0..<SafetyClass.count).map { label in labels.count { $0 == label } }.min() ?? 0
        return fewest < 100 ? .balanced : .uniform
    }

    private static func notes(_ files: [LabeledFile], variations: Int, _ changes: [LabelConsensus.Change], repairs: Bool) -> [String] {
        var notes: [String] = []
        if variations > 0 {
            notes.append("\(variations) rows share their id with others: they are taken for a message and its variations")
        }
        guard !changes.isEmpty else { return notes }
        let places = files.flatMap { file in file.rows.map { "\(file.path):\($0.line)" } }
        let shown = changes.prefix(3).map { change in
            "\(places[change.row]) \(SafetyClass.names[change.given]), the others \(SafetyClass.names[change.agreed])"
        }
        notes.append(
            "\(changes.count) labels disagree with nearly all other rows of their source"
                + (repairs ? " and are replaced by theirs: " : " (--label-repair on replaces them): ") + shown.joined(separator: "; ")
                + (changes.count > 3 ? "; …" : ""))
        return notes
    }
}
