import ArgumentParser
import Classification
import Foundation
import JSONParsing
import OperatorCommands
import TestSupport
import Testing

struct ExaminationTests {
    private static func place(_ path: String, models: String) -> DoctorPlace {
        DoctorPlace(
            querySocket: path + "/q.sock", adminSocket: path + "/a.sock", trainerSocket: path + "/t.sock", models: models)
    }

    private static func level(_ check: String, _ report: DoctorReport) -> Finding.Level? {
        report.findings.first { $0.check == check }?.level
    }

    @Test("services that answer and a bundle that was changed are seen as they are")
    func real() throws {
        let bundles = try BundlePlace()
        let id = try bundles.publish("one")
        try bundles.models.point(.champion, to: id)
        let place = Self.place(bundles.path, models: bundles.models.path)
        let query = try FakeTrainer(
            place.querySocket,
            ["POST /v1/classify": [.init(["model": "bundle-1", "results": [["label": "not-harmful", "action": "allow"]]])]])
        let admin = try FakeAdminServer(place.adminSocket, served: id.text)
        defer {
            query.stop()
            admin.stop()
        }
        for socket in [place.querySocket, place.adminSocket] { try #require(chmod(socket, 0o660) == 0) }

        let whole = Examination(place).report()
        #expect(Self.level("query socket", whole) == .ok && Self.level("admin socket", whole) == .ok)
        #expect(Self.level("trainer socket", whole) == .warning)
        #expect(Self.level("an answer", whole) == .ok)
        #expect(query.bodies("POST /v1/classify").map { $0["input"]?.string } == [DaemonCheck.sentence])
        #expect(Self.level("champion", whole) == .ok && Self.level("bundle integrity", whole) == .ok)
        // One file of five bytes is no model.
        #expect(Self.level("self-test", whole) == .failing)
        #expect(Self.level("clock", whole) != .failing && Self.level("processor", whole) != .failing)

        try Data("two".utf8).write(to: URL(fileURLWithPath: bundles.models.folder(of: id) + "/weights"))
        #expect(chmod(bundles.models.path, 0o777) == 0 && chmod(place.adminSocket, 0o666) == 0)
        let spoiled = Examination(place).report()
        #expect(Self.level("bundle integrity", spoiled) == .failing && Self.level("self-test", spoiled) == .skipped)
        #expect(Self.level("models permissions", spoiled) == .failing && Self.level("admin socket", spoiled) == .failing)
    }

    @Test("where nothing is, all that the daemon needs fails, and each failure says what mends it")
    func nothing() throws {
        let folder = try TemporaryFolder()
        let report = Examination(Self.place(folder.path, models: folder.path + "/models")).report()
        for check in ["query socket", "admin socket", "an answer", "models folder"] { #expect(Self.level(check, report) == .failing) }
        #expect(report.isFailing)
        #expect(report.findings.allSatisfy { $0.level == .ok || $0.remedy?.isEmpty == false })
    }

    @Test("the command ends with 1 when something fails")
    func command() throws {
        let folder = try TemporaryFolder()
        var command = try OperatorCommand.parseAsRoot([
            "doctor", "--json", "--socket", folder.path + "/q", "--admin-socket", folder.path + "/a", "--trainer-socket",
            folder.path + "/t", "--models", folder.path,
        ])
        let error = try #require(throws: (any Error).self) { try command.run() }
        #expect("\(error)".contains("checks fail"))
    }
}
