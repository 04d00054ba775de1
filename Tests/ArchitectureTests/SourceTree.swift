import Foundation
import TestSupport

/// The files of the checkout, as paths relative to its root.
enum SourceTree {
    static func files(below folder: String) -> [String] {
        let root = Goldens.repository.appendingPathComponent(folder)
        guard let walker = FileManager.default.enumerator(atPath: root.path) else { return [] }
        return walker.compactMap { $0 as? String }.map { "\(folder)/\($0)" }.sorted()
    }

    static func text(of file: String) throws -> String {
        String(decoding: try Data(contentsOf: Goldens.repository.appendingPathComponent(file)), as: UTF8.self)
    }

    static func imports(of file: String) throws -> [String] {
        try text(of: file).split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            guard let index = words.firstIndex(of: "import"), index <= 1, index + 1 < words.count else { return nil }
            return String(words[index + 1])
        }
    }
}
