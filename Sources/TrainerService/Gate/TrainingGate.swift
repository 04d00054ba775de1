import Classification
import ConsolePrograms
import Encoders
import JSONParsing
import LabeledData

/// The gate of a training: a frozen set that the rows have been compared with, and the champion to beat.
struct TrainingGate: Sendable {
    let set: GateSet
    /// A bundle's folder.
    let champion: String?
    let overlap: GateOverlap
    /// Whether nothing that the model learns from, its base included, holds a message of the set, as far as manifests say.
    let vouches: Bool

    /// - Parameters:
    ///   - files: Every file that the model learns from, the prior's included.
    /// - Throws: Exit 1 with the places of rows that are in the set.
    init(set: GateSet, champion: String?, files: [LabeledFile], base: String) throws(ProgramFailure) {
        self.set = set
        self.champion = champion
        // A champion that cannot be measured is said now, and not when the training is done.
        if let champion { _ = try gateModel(champion, .int8) }
        overlap = try GateOverlap(of: files, with: set, areTheChallengers: true)
        let parent = try? readManifest(base)
        vouches = parent.map { Self.excluded($0).contains(set.sha256) } ?? true
    }

    /// The SHA-256 of the gate sets that a bundle has been trained without.
    static func excluded(_ manifest: BundleManifest) -> [String] {
        (manifest.trainingData["gate_sets_excluded"]?.array ?? []).compactMap(\.string)
    }
}
