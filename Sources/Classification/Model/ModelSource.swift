import DurableFiles

/// Where a model is read from.
package enum ModelSource: Equatable, Sendable {
    /// A bundle: its manifest is verified, and in a models folder has to name the id that the folder is called by.
    case bundle(String, id: BundleID? = nil)
    /// A folder that somebody names: verified when it has a manifest, otherwise served with the labels of its `config.json`.
    case folder(String)

    package var path: String {
        switch self {
        case .bundle(let path, _), .folder(let path): path
        }
    }

    var expectedID: BundleID? {
        switch self {
        case .bundle(_, let id): id
        case .folder: nil
        }
    }

    var mustHaveManifest: Bool {
        switch self {
        case .bundle: true
        case .folder: isFile(path + "/picket.json")
        }
    }
}
