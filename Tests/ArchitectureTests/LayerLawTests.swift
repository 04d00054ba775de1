import Foundation
import TestSupport
import Testing

struct LayerLawTests {
    let dump: PackageDump

    init() throws { dump = try PackageDump() }

    @Test("every target has a layer and imports only from layers above it")
    func arrowsPointUp() throws {
        let sources = dump.targets.filter { $0.type != "test" && !["TestSupport", "CAllocationCounting"].contains($0.name) }
        #expect(sources.count >= 18)
        for target in sources {
            let own = try #require(LayerLaw.layer(of: target.name), "\(target.name) has no layer")
            for dependency in target.targets {
                let other = try #require(LayerLaw.layer(of: dependency), "\(dependency) has no layer")
                #expect(other < own, "\(target.name) (layer \(own)) imports \(dependency) (layer \(other))")
            }
        }
    }

    @Test("what a source file imports is what its target declares")
    func importsAreDeclared() throws {
        let inside = Set(dump.targets.map(\.name))
        for target in dump.targets where target.type != "test" {
            let folder = target.name == "TestSupport" ? "Tests/TestSupport" : "Sources/\(target.name)"
            for file in SourceTree.files(below: folder) where file.hasSuffix(".swift") {
                for module in try SourceTree.imports(of: file) where inside.contains(module) {
                    #expect(target.targets.contains(module), "\(file) imports \(module), which \(target.name) does not declare")
                }
            }
        }
    }

    @Test("foreign code has one importer")
    func soleImporters() {
        for (foreign, allowed) in LayerLaw.soleImporters {
            let importers = dump.targets.filter { $0.targets.contains(foreign) && $0.type != "test" }.map(\.name)
            #expect(Set(importers).isSubset(of: allowed), "\(foreign) is imported by \(importers)")
        }
    }

    @Test("SQLite has one importer, in its declaration and in its sources")
    func soleImportersOfModules() throws {
        let programs = dump.targets.filter { $0.type != "test" && !["TestSupport", "CAllocationCounting"].contains($0.name) }
        for (module, allowed) in LayerLaw.soleImportersOfModules {
            for target in programs where !allowed.contains(target.name) {
                #expect(!target.products.contains(module), "\(target.name) declares \(module)")
                for file in SourceTree.files(below: "Sources/\(target.name)") where file.hasSuffix(".swift") {
                    #expect(try !SourceTree.imports(of: file).contains(module), "\(file) imports \(module)")
                }
            }
        }
        #expect(dump.closure(of: "Records").contains("GRDB"))
        #expect(dump.closure(of: "picket-trainer").contains("Records"))
    }

    @Test("the daemon holds no training code, no database and no network client")
    func daemonClosure() {
        let closure = dump.closure(of: "picketd")
        #expect(closure.isDisjoint(with: LayerLaw.forbiddenInDaemon), "\(closure.intersection(LayerLaw.forbiddenInDaemon))")
    }

    @Test("test targets import nothing of the programs but what they test, through package access")
    func noTestable() throws {
        for file in SourceTree.files(below: "Tests") where file.hasSuffix(".swift") {
            let marker = "@" + "testable"
            #expect(try !SourceTree.text(of: file).contains(marker), "\(file)")
        }
    }
}
