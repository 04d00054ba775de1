package import Foundation

/// Files that another program wrote, found from the sources that use them, so that tests run from any folder.
package enum Goldens {
    /// `Tests/Goldens`, where the files and the scripts that made them are.
    package static let folder = repository.appendingPathComponent("Tests/Goldens")

    /// The root of the checkout.
    package static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    package static func data(_ path: String) throws -> Data {
        try Data(contentsOf: folder.appendingPathComponent(path))
    }

    package static func lines(_ path: String) throws -> [String] {
        String(decoding: try data(path), as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
    }
}
