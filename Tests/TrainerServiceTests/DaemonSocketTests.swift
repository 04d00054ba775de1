import Classification
import TestSupport
import Testing
import TrainerService

struct DaemonSocketTests {
    private let id = BundleID("20260101T000000-aaaaaaaaaaaa")

    @Test("a daemon tells what it serves, and serves what it is told")
    func serves() throws {
        let place = try TemporaryFolder()
        let id = try #require(id)
        let server = try FakeAdminServer(place.path + "/a.sock", served: nil)
        defer { server.stop() }
        let daemon = PromotionDaemon.socket(server.path)
        #expect(daemon.status() == .serving(nil))
        #expect(daemon.activate(id) == .serving(milliseconds: 5))
        #expect(daemon.status() == .serving(id.text))
        #expect(server.read { $0.activations } == [id.text])
    }

    @Test("a refusal, a daemon that is busy, and one that goes away without an answer are told apart")
    func refuses() throws {
        let place = try TemporaryFolder()
        let id = try #require(id)
        let server = try FakeAdminServer(place.path + "/a.sock", served: "x")
        defer { server.stop() }
        let daemon = PromotionDaemon.socket(server.path)
        server.change { $0.refusal = (422, "bad weights") }
        #expect(daemon.activate(id) == .refused("bad weights"))
        server.change { $0.refusal = (409, "busy") }
        #expect(daemon.activate(id) == .unclear("busy"))
        server.change { $0.refusal = (0, "") }
        guard case .unclear = daemon.activate(id) else {
            Issue.record("an answer that never came is taken for one")
            return
        }
        #expect(daemon.status() == .serving("x"))
    }

    @Test("where nobody listens, no daemon runs")
    func nobody() throws {
        let place = try TemporaryFolder()
        let server = try FakeAdminServer(place.path + "/a.sock", served: "x")
        server.stop()
        let daemon = PromotionDaemon.socket(server.path)
        #expect(daemon.status() == .notRunning)
        #expect(daemon.activate(try #require(id)) == .notRunning)
    }
}
