import DurableFiles

/// The folder that holds bundles: `<bundle id>/…`, and the links `champion`, `previous` and `challenger` that name three of them.
///
/// A bundle is written beside its place as `.tmp-<id>`, synced, and renamed into it, so that whatever has a bundle's name is whole.
/// Links are replaced by rename: they name the old bundle or the new one at every moment.
package struct ModelsFolder: Equatable, Sendable {
    package enum Link: String, CaseIterable, Sendable {
        case champion, previous, challenger
    }

    package let path: String

    package init(_ path: String) { self.path = path }

    package func folder(of id: BundleID) -> String { path + "/" + id.text }

    /// The bundle that a link names; nil when the link is not there.
    package func bundle(_ link: Link) throws(ClassificationError) -> BundleID? {
        guard let target = linkTarget(path + "/" + link.rawValue) else { return nil }
        guard let id = BundleID(lastComponent(of: target)) else { throw .badBundleID(target) }
        return id
    }

    package func champion() throws(ClassificationError) -> BundleID {
        guard let id = try bundle(.champion) else { throw .noChampion(models: path) }
        return id
    }

    /// Checks that `text` names a bundle that is here.
    package func find(_ text: String) throws(ClassificationError) -> BundleID {
        if let link = Link(rawValue: text) {
            guard let id = try bundle(link) else {
                throw link == .champion ? .noChampion(models: path) : .noSuchBundle(id: text, models: path)
            }
            return try present(id)
        }
        guard let id = BundleID(text) else { throw .badBundleID(text) }
        return try present(id)
    }

    private func present(_ id: BundleID) throws(ClassificationError) -> BundleID {
        guard isFile(folder(of: id) + "/picket.json") else { throw .noSuchBundle(id: id.text, models: path) }
        return id
    }

    /// Every bundle, oldest first.
    package func bundles() throws(ClassificationError) -> [BundleID] {
        try withFileErrors { () throws(FileError) in try names(in: path) }.compactMap(BundleID.init)
    }

    package func point(_ link: Link, to id: BundleID) throws(ClassificationError) {
        try withFileErrors { () throws(FileError) in try replaceLink(path + "/" + link.rawValue, target: id.text) }
    }

    package func remove(_ link: Link) throws(ClassificationError) {
        try withFileErrors { () throws(FileError) in try removeLink(path + "/" + link.rawValue) }
    }
}
