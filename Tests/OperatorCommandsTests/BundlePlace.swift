import ArgumentParser
import Classification
import DurableFiles
import JSONParsing
import OperatorCommands
import TestSupport

/// A models folder with bundles of one file, and an admin socket with nobody behind it until a test starts one.
struct BundlePlace {
    let folder: TemporaryFolder
    var path: String { folder.path }
    var models: ModelsFolder { ModelsFolder(path + "/models") }
    var socket: String { path + "/a.sock" }

    init() throws { folder = try TemporaryFolder() }

    /// - Parameters:
    ///   - gate: The outcome in the manifest; nil for none.
    ///   - champion: What the gate compared with.
    func publish(
        _ text: String, gate: String? = nil, champion: BundleID? = nil, change: (inout BundleManifest) -> Void = { _ in }
    ) throws -> BundleID {
        let draft = try makeBundleDraft(in: models)
        try writeFile(draft + "/weights", Array(text.utf8))
        return try publishBundle(draft: draft, in: models, created: UTCTime(secondsSince1970: 0)) { id, digests in
            var manifest = BundleManifest(
                id: id, created: "1970-01-01T00:00:00Z", labels: ["a", "b"], headKind: "pooled-dense",
                calibration: ScoreCalibration.none(labelCount: 2), thresholds: ["a": 0.5], maxTokens: 128, base: JSONObject(),
                recipe: JSONObject([("name", "probe")]), trainingData: JSONObject([("rows", 12)]), parent: nil, metrics: JSONObject(),
                gate: JSONValue.null, files: digests)
            if let gate {
                manifest.gate = [
                    "outcome": .string(gate), "reasons": gate == "promote" ? [] : ["recall a falls"],
                    "champion": champion.map { .string($0.text) } ?? nil,
                ]
            }
            change(&manifest)
            return manifest
        }.id
    }

    func run(_ arguments: [String]) throws {
        var command = try OperatorCommand.parseAsRoot(arguments + ["--models", models.path])
        try command.run()
    }

    /// With the socket of this place.
    func tell(_ arguments: [String]) throws { try run(arguments + ["--admin-socket", socket]) }
}
