import Classification
import ConsolePrograms
package import JSONParsing
import LabeledData
import Training

/// What training rows have in common with a gate set.
package struct GateOverlap: Equatable, Sendable {
    /// Training rows that were looked at.
    package var rows: Int
    /// Training rows that say nearly what a message of the set says; nil where only the manifest was asked.
    package var near: Int?
    /// Some of these, in words.
    package var examples: [String]
    /// True when the rows are those that the challenger's manifest was made from; nil when that cannot be told.
    package var areTheChallengers: Bool?

    package var json: JSONValue {
        [
            "rows": .int(rows), "equal": 0, "near": near.map { .int($0) } ?? nil,
            "are_the_challengers": areTheChallengers.map { .bool($0) } ?? nil,
        ]
    }

    /// What a manifest says that was trained without the set; nil when it does not say so.
    init?(_ manifest: BundleManifest, vouchingFor set: GateSet) {
        guard TrainingGate.excluded(manifest).contains(set.sha256) else { return nil }
        self.init(rows: manifest.trainingData["rows"]?.int ?? 0, near: nil, examples: [], areTheChallengers: true)
    }

    package init(rows: Int, near: Int?, examples: [String], areTheChallengers: Bool?) {
        self.rows = rows
        self.near = near
        self.examples = examples
        self.areTheChallengers = areTheChallengers
    }

    /// Looks for the rows of `files` in the set.
    ///
    /// - Throws: Exit 1 with the places of rows that are in it.
    init(of files: [LabeledFile], with set: GateSet, areTheChallengers: Bool?) throws(ProgramFailure) {
        let texts = files.flatMap(\.texts)
        let overlap = TextOverlap(training: texts, gate: set.texts)
        let places = files.flatMap { file in file.rows.map { "\(file.path):\($0.line)" } }
        guard overlap.equal.isEmpty else {
            let shown = overlap.equal.prefix(3).map { places[$0.training] }.joined(separator: ", ")
            throw ProgramFailure(
                .no,
                "\(overlap.equal.count) training rows are messages of the gate set (\(shown)\(overlap.equal.count > 3 ? ", …" : "")): a model"
                    + " that has seen them cannot be judged by them")
        }
        rows = texts.count
        near = overlap.near.count
        examples = overlap.near.prefix(3).map { "\(places[$0.training]) is near message \($0.gate + 1) of the gate set" }
        self.areTheChallengers = areTheChallengers
    }

    var sentence: String {
        "\(rows) training rows: none is in the gate set" + (near.map { ", \($0) are near one" } ?? ", says the manifest")
            + (areTheChallengers == false ? "; they are not the rows of the challenger's manifest" : "")
            + (examples.isEmpty ? "" : " (\(examples.joined(separator: "; ")))")
    }
}

extension BundleFacts {
    /// The digest that the manifest has of training rows.
    static func digest(texts: [String], labels: [Int]) -> String {
        let lines = zip(labels, texts).map { "\(SafetyClass.names[$0])\t\($1)\n" }.joined()
        return textDigest(Array(lines.utf8))
    }
}
