import Classification
import DurableFiles
import TestSupport

/// A models folder with bundles of one small file, and a daemon that remembers what it serves.
final class PromotionFixture {
    let place: TemporaryFolder
    let models: ModelsFolder
    let ids: [BundleID]
    /// What the daemon serves; nil where none runs.
    var served: String?
    /// What the daemon says instead of taking a bundle.
    var refusal: ActivationAnswer?
    var activations: [BundleID] = []
    private var seconds = 0

    init(bundles: Int = 4) throws {
        place = try TemporaryFolder()
        models = ModelsFolder(place.path)
        var ids: [BundleID] = []
        for number in 0..<bundles { ids.append(try Self.publish("\(number)", in: models)) }
        self.ids = ids
    }

    private static func publish(_ text: String, in models: ModelsFolder) throws -> BundleID {
        let draft = try makeBundleDraft(in: models)
        try writeFile(draft + "/weights", Array(text.utf8))
        return try publishBundle(
            draft: draft, in: models, created: UTCTime(secondsSince1970: 0), describe: SyntheticBundle.describe
        ).id
    }

    var daemon: PromotionDaemon {
        PromotionDaemon(
            status: { [self] in served.map { .serving($0.isEmpty ? nil : $0) } ?? .notRunning },
            activate: { [self] id in
                activations.append(id)
                guard served != nil else { return .notRunning }
                if let refusal { return refusal }
                served = id.text
                return .serving(milliseconds: 7)
            })
    }

    func promoter(stepDone: @escaping (String) throws(ClassificationError) -> Void = { _ in }) -> Promoter {
        Promoter(
            models: models, daemon: daemon,
            now: { [self] in
                seconds += 1
                return UTCTime(secondsSince1970: seconds)
            }, stepDone: stepDone)
    }

    /// Promotes bundles one after the other.
    func promote(_ numbers: Int...) throws {
        for number in numbers { _ = try promoter().promote(ids[number], by: "mara", reason: nil) }
    }

    /// Links, pending record and daemon, with the bundles' numbers.
    var state: [String] {
        get throws {
            func number(_ text: String?) -> String {
                text.flatMap { text in ids.firstIndex { $0.text == text } }.map(String.init) ?? text ?? "–"
            }
            return try ModelsFolder.Link.allCases.map { "\($0) " + number(try models.bundle($0)?.text) }
                + ["pending \(try PromotionJournal(of: models).pending != nil)", "served " + number(served)]
        }
    }
}
