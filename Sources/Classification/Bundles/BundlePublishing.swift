import DurableFiles
import Glibc
import JSONParsing

/// Completes a folder that holds every file of a bundle but its manifest, and gives it its name in the models folder.
///
/// 1. Digest every file; the id follows from the digests and the time.
/// 2. Write `picket.json`, sync every file and folder.
/// 3. Rename the folder to the id, sync the models folder.
///
/// A crash before step 3 leaves a `.tmp-` folder that nobody reads and the next publication removes.
///
/// - Parameters:
///   - draft: A folder inside the models folder whose name begins with `.tmp-`.
///   - describe: Makes the manifest from the id and the digests.
package func publishBundle(
    draft: String, in models: ModelsFolder, created: UTCTime, describe: (BundleID, BundleDigests) -> BundleManifest
) throws(ClassificationError) -> BundleManifest {
    precondition(lastComponent(of: draft).hasPrefix(".tmp-") && folder(of: draft) == models.path, "publishBundle: draft '\(draft)'")
    let digests = try bundleDigests(of: draft)
    let id = BundleID(created: created, digests: digests)
    let manifest = describe(id, digests)
    do throws(FileError) {
        try writeFile(draft + "/picket.json", JSONWriter.pretty(manifest.json))
        for name in try filesRecursively(in: draft) {
            try syncFile(draft + "/" + name)
            try syncFolder(containing: draft + "/" + name)
        }
        try syncFolder(draft)
        try renameEntry(from: draft, to: models.folder(of: id))
    } catch { throw .file(error) }
    return manifest
}

/// Makes an empty draft folder, and removes the drafts that crashed processes left behind. The draft of a process that lives, and
/// whatever else is called `.tmp-…`, is left alone.
package func makeBundleDraft(in models: ModelsFolder) throws(ClassificationError) -> String {
    let prefix = ".tmp-picket-"
    let draft = models.path + "/" + prefix + "\(getpid())"
    do throws(FileError) {
        try makeFolder(models.path)
        for name in try names(in: models.path) where name.hasPrefix(prefix) {
            guard let owner = pid_t(name.dropFirst(prefix.count)), owner > 0 else { continue }
            if owner == getpid() || kill(owner, 0) != 0 && errno == ESRCH { try removeFolder(models.path + "/" + name) }
        }
        try makeFolder(draft)
    } catch { throw .file(error) }
    return draft
}
