import Foundation
import JSONParsing
import TestSupport

/// What `swift package dump-package` says of this package: its targets and what each of them depends on.
struct PackageDump {
    struct Target {
        let name: String
        let type: String
        /// Targets of this package.
        let targets: [String]
        /// Products of other packages, by product name.
        let products: [String]
    }

    let targets: [Target]

    /// Evaluates the manifest once. The scratch folder is one of its own: the build that runs these tests holds the usual one.
    init() throws {
        let scratch = try TemporaryFolder()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "swift", "package", "--package-path", Goldens.repository.path, "--scratch-path", scratch.path, "dump-package",
        ]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw DumpFailure(status: process.terminationStatus) }
        let root = try JSONParser.parse([UInt8](bytes)).object
        targets = (root?["targets"]?.array ?? []).compactMap { value in
            guard let object = value.object, let name = object["name"]?.string, let type = object["type"]?.string else { return nil }
            var inside: [String] = []
            var products: [String] = []
            for dependency in object["dependencies"]?.array ?? [] {
                for member in dependency.object?.members ?? [] {
                    guard let named = member.value.array?.first?.string else { continue }
                    if member.key == "product" { products.append(named) } else { inside.append(named) }
                }
            }
            return Target(name: name, type: type, targets: inside, products: products)
        }
    }

    func target(_ name: String) -> Target? { targets.first { $0.name == name } }

    /// Everything that is linked into `name`.
    func closure(of name: String) -> Set<String> {
        var seen: Set<String> = []
        var pending = [name]
        while let next = pending.popLast() {
            guard seen.insert(next).inserted, let target = target(next) else { continue }
            pending += target.targets + target.products
        }
        return seen
    }
}

struct DumpFailure: Error {
    let status: Int32
}
