import Classification
import DurableFiles
import Glibc
import OperatorCommands
import Testing

struct BundleChecksTests {
    private static let folder = FileFacts.there(
        FileFacts.Entry(kind: .folder, mode: 0o2775, owner: "picket-trainer", group: "picket-admin"))

    private static func id() throws -> BundleID { try #require(BundleID("20261122T150301-3fa9c1d204be")) }

    private static func level(_ check: String, _ findings: [Finding]) -> Finding.Level? { findings.first { $0.check == check }?.level }

    @Test("a whole bundle with one before it is in order")
    func inOrder() throws {
        let id = try Self.id()
        let findings = BundleCheck(
            models: "/m", folder: Self.folder, champion: .success(id), integrity: .success(id), selfTest: .success(id),
            previous: .success(id)
        ).findings
        #expect(findings.map(\.level) == [.ok, .ok, .ok, .ok])
        #expect(findings.map(\.check) == ["champion", "bundle integrity", "self-test", "rollback"])
    }

    @Test("a first champion has nothing before it, which is no fault")
    func first() throws {
        let id = try Self.id()
        let findings = BundleCheck(
            models: "/m", folder: Self.folder, champion: .success(id), integrity: .success(id), selfTest: .success(id)
        ).findings
        #expect(Self.level("rollback", findings) == .ok)
    }

    @Test("a bundle that was changed fails, is not loaded, and a rollback mends it")
    func changed() throws {
        var check = BundleCheck(
            models: "/m", folder: Self.folder, champion: .success(try Self.id()),
            integrity: .failure(.digestMismatch(file: "weights", expected: "aa", found: "bb")))
        #expect(check.findings.allSatisfy { $0.remedy?.contains("rollback") != true }, "there is nothing to go back to")
        check.previous = .success(try Self.id())
        let findings = check.findings
        let integrity = try #require(findings.first { $0.check == "bundle integrity" })
        #expect(integrity.level == .failing && integrity.found.contains("'weights'"))
        #expect(integrity.remedy?.contains("picketctl rollback") == true)
        #expect(Self.level("self-test", findings) == .skipped)
    }

    @Test("a bundle that computes something else fails")
    func selfTest() throws {
        let id = try Self.id()
        let findings = BundleCheck(
            models: "/m", folder: Self.folder, champion: .success(id), integrity: .success(id),
            selfTest: .failure(.selfTestFailed(line: 3, difference: 2, tolerance: 0.1))
        ).findings
        #expect(Self.level("self-test", findings) == .failing)
    }

    @Test("without a champion there is one finding, and it fails")
    func noChampion() {
        let findings = BundleCheck(models: "/m", folder: Self.folder, champion: .failure(.noChampion(models: "/m"))).findings
        #expect(findings.map(\.level) == [.failing] && findings[0].remedy?.contains("promote") == true)
    }

    @Test("a bundle before that is spoiled is a warning")
    func spoiledPrevious() throws {
        let id = try Self.id()
        let findings = BundleCheck(
            models: "/m", folder: Self.folder, champion: .success(id), integrity: .success(id), selfTest: .success(id),
            previous: .failure(.fileMissing("weights"))
        ).findings
        #expect(Self.level("rollback", findings) == .warning)
    }

    @Test("what this account may not read is skipped, not failing")
    func closed() throws {
        let denied = ClassificationError.file(.system(operation: "open", path: "/m", errno: EACCES))
        let findings = BundleCheck(
            models: "/m", folder: Self.folder, champion: .success(try Self.id()), integrity: .failure(denied), previous: .failure(denied)
        ).findings
        #expect(findings.map(\.level) == [.ok, .skipped, .skipped, .skipped])
        let hidden = BundleCheck(models: "/m", folder: .hidden(errno: EACCES), champion: .failure(denied)).findings
        #expect(hidden.map(\.level) == [.skipped])
        #expect(BundleCheck(models: "/m", folder: .missing, champion: .failure(denied)).findings.map(\.level) == [.failing])
    }
}
