import Classification
import ConsolePrograms
import DurableFiles

/// Where a bundle goes: a folder of its own, or a models folder under its id.
enum BundleTarget {
    case folder(String)
    case models(ModelsFolder)

    /// Refuses, before any work is done, a folder that is already there.
    init(out: String?, models: String?) throws(ProgramFailure) {
        if let models {
            self = .models(ModelsFolder(models))
        } else {
            let out = out.map { $0.count > 1 && $0.hasSuffix("/") ? String($0.dropLast()) : $0 } ?? ""
            let isTaken = isFile(out) || isFolder(out) && (try? names(in: out)) != []
            guard !isTaken, !out.isEmpty else {
                throw ProgramFailure(.usage, "'\(out)' exists already; --out names a new folder, bundles are never overwritten")
            }
            self = .folder(out)
        }
    }

    /// The folder in which the draft is made: the one that will hold the bundle, so that the last step is a rename.
    var workplace: ModelsFolder {
        switch self {
        case .folder(let out): ModelsFolder(DurableFiles.folder(of: out))
        case .models(let models): models
        }
    }

    /// Where a training is kept that was interrupted before there was a bundle.
    var checkpointFolder: String {
        switch self {
        case .folder(let out): out + ".checkpoint"
        case .models(let models): models.path + "/.checkpoint"
        }
    }

    /// Gives the published bundle its final name, and the champion's role if asked.
    func finish(_ manifest: BundleManifest, promote: Bool) throws(ProgramFailure) -> String {
        let place = workplace.folder(of: manifest.id)
        switch self {
        case .folder(let out):
            try step { () throws(ClassificationError) in
                do throws(FileError) { try renameEntry(from: place, to: out) } catch { throw .file(error) }
            }
            return out
        case .models(let models):
            if promote {
                // No daemon is asked: it serves the champion when it starts, and takes it from 'picketctl bundles promote champion'.
                _ = try step { () throws(ClassificationError) in
                    try Promoter(models: models, daemon: .none).promote(
                        manifest.id, by: accountName(), reason: "picket-trainer train --promote", gate: manifest.gateOutcome)
                }
            }
            return place
        }
    }
}
