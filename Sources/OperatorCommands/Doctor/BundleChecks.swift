package import Classification
import DurableFiles
import Glibc

/// The bundle in service and the one before it: are they what their manifests say, do they compute what they did when they were made.
package struct BundleCheck: Equatable, Sendable {
    package typealias Outcome = Result<BundleID, ClassificationError>

    package var models: String
    package var folder: FileFacts
    /// Where the link `champion` leads.
    package var champion: Outcome
    /// Every file's digest, the id, and the signature where one is asked for; nil without a champion.
    package var integrity: Outcome?
    /// Nil when it was not tried: a bundle that is not what it says is not loaded.
    package var selfTest: Outcome?
    /// Nil when there is none.
    package var previous: Outcome?

    package init(
        models: String, folder: FileFacts, champion: Outcome, integrity: Outcome? = nil, selfTest: Outcome? = nil, previous: Outcome? = nil
    ) {
        self.models = models
        self.folder = folder
        self.champion = champion
        self.integrity = integrity
        self.selfTest = selfTest
        self.previous = previous
    }

    package var findings: [Finding] {
        switch folder {
        case .missing:
            return [
                .failing(
                    "models folder", "there is no folder '\(models)'",
                    remedy:
                        "make it with 'picket-trainer train … --models', or as deploy/install does: sudo systemd-tmpfiles --create picket.conf"
                )
            ]
        case .hidden(let code):
            return [.skipped("models folder", "'\(models)' cannot be looked at: \(errorWords(code))", remedy: Self.asRoot)]
        case .there: break
        }
        let id: BundleID
        switch champion {
        case .success(let champion): id = champion
        case .failure(let error):
            return [
                fault("champion", error, remedy: "put a bundle into service: picketctl bundles list, then picketctl bundles promote ID")
            ]
        }
        let goBack =
            previous == nil
            ? "put another bundle into service: picketctl bundles list, then picketctl bundles promote ID"
            : "go back to the bundle before: picketctl rollback (with --offline while the daemon does not run)"
        return [.ok("champion", "it is \(id)")]
            + [
                (integrity, "bundle integrity", "every digest, the id and the weights are in order"),
                (selfTest, "self-test", "it computes what it did when it was made"),
            ]
            .map { outcome, check, words in
                switch outcome {
                case .success: .ok(check, words)
                case .failure(let error): fault(check, error, remedy: goBack)
                case nil: .skipped(check, "a bundle that is not in order is not loaded", remedy: goBack)
                }
            } + [rollback]
    }

    private var rollback: Finding {
        switch previous {
        case .success(let id): .ok("rollback", "\(id) is there to go back to")
        case nil:
            .ok("rollback", "nothing was in service before this champion")
        case .failure(let error):
            error.isClosed
                ? .skipped("rollback", "\(error)", remedy: Self.asRoot)
                : .warning(
                    "rollback", "the bundle before cannot be gone back to: \(error)",
                    remedy: "keep another at hand, which 'picketctl bundles promote ID' takes: picketctl bundles list")
        }
    }

    private func fault(_ check: String, _ error: ClassificationError, remedy: String) -> Finding {
        error.isClosed ? .skipped(check, "\(error)", remedy: Self.asRoot) : .failing(check, "\(error)", remedy: remedy)
    }

    private static let asRoot = "run 'sudo picketctl doctor'"
}

extension ClassificationError {
    /// Not the bundle's fault: this account may not read it.
    var isClosed: Bool {
        if case .file(.system(_, _, let code)) = self { code == EACCES || code == EPERM } else { false }
    }
}

extension BundleCheck {
    /// Reads every file of two bundles and loads one model: about half a second for the default encoder.
    ///
    /// - Parameter trust: What the daemon asks of a bundle.
    static func observed(models: String, trust: BundleTrust) -> BundleCheck {
        let folder = ModelsFolder(models)
        func outcome(_ body: () throws(ClassificationError) -> BundleID) -> Outcome {
            do throws(ClassificationError) { return .success(try body()) } catch { return .failure(error) }
        }
        let champion = outcome { () throws(ClassificationError) in try folder.find("champion") }
        var check = BundleCheck(models: models, folder: FileFacts(models), champion: champion)
        if case .success(let id) = champion {
            check.integrity = outcome { () throws(ClassificationError) in try verifyBundle(folder.folder(of: id), trust: trust).id }
            if case .success = check.integrity {
                check.selfTest = outcome { () throws(ClassificationError) in
                    try Classifier(.bundle(folder.folder(of: id)), trust: trust).selfTest()
                    return id
                }
            }
        }
        if linkTarget(models + "/previous") != nil {
            check.previous = outcome { () throws(ClassificationError) in
                try verifyBundle(folder.folder(of: try folder.find("previous")), trust: trust).id
            }
        }
        return check
    }
}
