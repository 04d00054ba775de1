import Classification
import DurableFiles
import JSONParsing
import TestSupport

/// A bundle of a few small files, with a manifest that is true of them: verification asks no more of a bundle.
struct SyntheticBundle {
    static let files = ["config.json": "{}", "weights": "0123456789", "1_Pooling/config.json": "{\"pooling_mode\":\"mean\"}"]

    let place: TemporaryFolder
    var path: String { place.path }
    let manifest: BundleManifest

    init(_ files: [String: String] = Self.files) throws {
        place = try TemporaryFolder()
        for (name, text) in files { try Self.write(text, place.path + "/" + name) }
        let digests = try bundleDigests(of: place.path)
        manifest = Self.describe(BundleID(created: UTCTime(secondsSince1970: 1_795_359_781), digests: digests), digests)
        try writeManifest(manifest)
    }

    func write(_ text: String, _ name: String) throws { try Self.write(text, path + "/" + name) }

    func writeManifest(_ manifest: BundleManifest) throws { try writeFile(path + "/picket.json", JSONWriter.pretty(manifest.json)) }

    func remove(_ name: String) throws { try removeFolder(path + "/" + name) }

    private static func write(_ text: String, _ path: String) throws {
        try makeFolder(DurableFiles.folder(of: path))
        try writeFile(path, Array(text.utf8))
    }

    /// A manifest with something in every field.
    static func describe(_ id: BundleID, _ digests: BundleDigests) -> BundleManifest {
        BundleManifest(
            id: id, created: "2026-11-22T15:03:01Z", labels: ["alarm", "calm"], headKind: "pooled-dense",
            calibration: ScoreCalibration(temperature: 0.7310586, bias: [0.25, -1.5]), thresholds: ["alarm": 0.35], maxTokens: 128,
            base: JSONObject([("name", "tiny")]), recipe: JSONObject([("name", "probe"), ("seed", 7)]),
            trainingData: JSONObject([("rows", 12)]), parent: "20261121T000000-000000000000",
            metrics: JSONObject([("dev", ["accuracy": .double(0.9)])]), gate: ["passed": true], files: digests)
    }
}
