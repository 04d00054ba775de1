import Foundation
import TestSupport
import Testing

struct SourceTreeTests {
    static let sources = (SourceTree.files(below: "Sources") + SourceTree.files(below: "Tests")).filter { path in
        [".swift", ".c", ".h", ".py", ".sh"].contains { path.hasSuffix($0) }
    }

    @Test("no source file has more than 350 lines")
    func lineLimit() throws {
        #expect(Self.sources.count > 20)
        for file in Self.sources {
            let lines = try SourceTree.text(of: file).split(separator: "\n", omittingEmptySubsequences: false).count - 1
            #expect(lines <= LayerLaw.lineLimit, "\(file) has \(lines) lines")
        }
    }

    @Test("no file or folder is named for being left over")
    func names() {
        for file in SourceTree.files(below: "Sources") + SourceTree.files(below: "Tests") {
            for part in file.split(separator: "/") {
                let stem = part.split(separator: ".").first.map { $0.lowercased() } ?? ""
                #expect(!LayerLaw.forbiddenNames.contains(stem), "\(file)")
            }
        }
    }

    @Test("a program's entry is under 80 lines")
    func entries() throws {
        for program in LayerLaw.layers[LayerLaw.layers.count - 1] {
            for file in SourceTree.files(below: "Sources/\(program)") where file.hasSuffix(".swift") {
                let lines = try SourceTree.text(of: file).split(separator: "\n", omittingEmptySubsequences: false).count
                #expect(lines <= 80, "\(file) has \(lines) lines")
            }
        }
    }

    @Test("the root holds what the design names, and dotfiles")
    func root() throws {
        let entries = try FileManager.default.contentsOfDirectory(atPath: Goldens.repository.path)
        for entry in entries where !entry.hasPrefix(".") && entry != "Package.resolved" {
            #expect(LayerLaw.rootEntries.contains(entry), "\(entry) at the root")
        }
    }

    @Test("sources hold no shortcut that traps on input")
    func noTraps() throws {
        for file in SourceTree.files(below: "Sources") where file.hasSuffix(".swift") {
            let text = try SourceTree.text(of: file)
            for shortcut in ["try" + "!", "as" + "!", "fatal" + "Error("] {
                #expect(!text.contains(shortcut), "\(file) holds \(shortcut)")
            }
        }
    }
}
