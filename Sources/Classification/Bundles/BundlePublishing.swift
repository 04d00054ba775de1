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

/// What a process makes in a models folder before it has its name begins with this and the process id.
let draftPrefix = ".tmp-picket-"

/// Makes an empty draft folder, and removes what crashed processes left behind.
package func makeBundleDraft(in models: ModelsFolder) throws(ClassificationError) -> String {
    let draft = models.path + "/" + draftPrefix + "\(getpid())"
    do throws(FileError) { try makeFolder(models.path) } catch { throw .file(error) }
    try removeLeftovers(in: models)
    do throws(FileError) {
        try removeFolder(draft)
        try makeFolder(draft)
    } catch { throw .file(error) }
    return draft
}

/// Removes the drafts of bundles that crashed processes left behind, and the links and files that they had not yet renamed. What
/// belongs to a process that lives, and whatever else is called `.tmp-…`, is left alone.
package func removeLeftovers(in models: ModelsFolder) throws(ClassificationError) {
    func isLeft(_ owner: Substring) -> Bool {
        guard let owner = pid_t(owner), owner > 0, owner != getpid() else { return false }
        return kill(owner, 0) != 0 && errno == ESRCH
    }
    do throws(FileError) {
        for name in try names(in: models.path) {
            let parts = name.split(separator: ".", omittingEmptySubsequences: false)
            let isLink = parts.count == 3 && parts[2] == "tmp" && ModelsFolder.Link(rawValue: String(parts[0])) != nil
            if isLink ? isLeft(parts[1]) : name.hasPrefix(draftPrefix) && isLeft(name.dropFirst(draftPrefix.count).prefix { $0 != "-" }) {
                try removeFolder(models.path + "/" + name)
            }
        }
    } catch { throw .file(error) }
}
