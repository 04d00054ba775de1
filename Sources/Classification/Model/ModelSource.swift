import DurableFiles

/// Where a model is read from.
package enum ModelSource: Equatable, Sendable {
    /// A bundle of a models folder: its manifest is verified.
    case bundle(String)
    /// A folder that somebody names: verified when it has a manifest, otherwise served with the labels of its `config.json`.
    case folder(String)

    package var path: String {
        switch self {
        case .bundle(let path), .folder(let path): path
        }
    }

    var mustHaveManifest: Bool {
        switch self {
        case .bundle: true
        case .folder: isFile(path + "/picket.json")
        }
    }
}
