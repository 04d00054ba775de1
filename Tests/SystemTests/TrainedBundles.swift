import Foundation
import LabeledData
import TestSupport
import Testing

/// Two small bundles, trained once for all tests of a run and removed when the process ends.
struct TrainedBundles: Sendable {
    /// A folder for everything that tests leave behind.
    let folder: String
    let models: String
    /// The champion, trained on the training rows of the seed set.
    let first: String
    /// Trained on its development rows: other weights, other scores.
    let second: String

    static let shared = Result { try TrainedBundles() }
    static let seed = Goldens.repository.appendingPathComponent("models/seed").path

    private static let sharedFolder = FileManager.default.temporaryDirectory.appendingPathComponent(
        "picket-system-\(ProcessInfo.processInfo.processIdentifier)"
    ).path

    private init() throws {
        folder = Self.sharedFolder
        models = folder + "/models"
        try FileManager.default.createDirectory(atPath: models, withIntermediateDirectories: true)
        atexit { _ = try? FileManager.default.removeItem(atPath: TrainedBundles.sharedFolder) }
        let base = try #require(Programs.base)
        let common = ["train", "--base", base, "--dev", Self.seed + "/dev.tsv", "--models", models, "--recipe", "probe"]
        let champion = try Programs.run("picket-trainer", common + ["--train", Self.seed + "/train.tsv", "--promote"])
        try #require(champion.exitCode == 0, "\(champion.errors)")
        let other = try Programs.run("picket-trainer", common + ["--train", Self.seed + "/dev.tsv", "--seed", "2"])
        try #require(other.exitCode == 0, "\(other.errors)")
        let first = try FileManager.default.destinationOfSymbolicLink(atPath: models + "/champion")
        let names = try FileManager.default.contentsOfDirectory(atPath: models).filter { $0.utf8.count == 28 }
        try #require(names.count == 2 && names.contains(first), "\(names)")
        self.first = first
        second = try #require(names.first { $0 != first })
    }

    func path(_ id: String) -> String { models + "/" + id }

    /// Copies a bundle under another id and changes one byte of its head; the caller removes it.
    func makeCorruptCopy(of id: String) throws -> String {
        let copy = "20000101T000000" + id.dropFirst(15)
        try FileManager.default.copyItem(atPath: path(id), toPath: path(copy))
        let weights = URL(fileURLWithPath: path(copy) + "/3_Dense/model.safetensors")
        var bytes = try Data(contentsOf: weights)
        bytes[bytes.count - 1] ^= 1
        try bytes.write(to: weights)
        return copy
    }

    func remove(_ id: String) { try? FileManager.default.removeItem(atPath: path(id)) }

    /// Texts of the seed set's training rows.
    static func texts(_ count: Int) throws -> [String] {
        let texts = try readDataFile(seed + "/train.tsv", requireLabels: true).prefix(count).map(\.text)
        try #require(texts.count == count)
        return texts
    }
}
