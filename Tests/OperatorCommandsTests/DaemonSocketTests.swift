import Classification
import Foundation
import Glibc
import TestSupport
import Testing

import OperatorCommands

struct DaemonSocketTests {
    /// Somebody listens and nobody accepts: a socket that a service manager holds for a daemon that cannot start.
    @Test("a daemon that says nothing serves nothing to a promotion, and is none to a rollback")
    func silence() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/admin.sock"
        let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(listener) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let bound = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
        try #require(bound == 0 && listen(listener, 4) == 0)
        let patience = Duration.milliseconds(20)
        #expect(PromotionDaemon.socket(path, patience: patience).status() == .serving(nil))
        #expect(PromotionDaemon.socket(path, patience: patience, silentIsAbsent: true).status() == .notRunning)
    }

    @Test("where nobody listens, no daemon runs")
    func nobody() throws {
        let folder = try TemporaryFolder()
        #expect(PromotionDaemon.socket(folder.path + "/admin.sock").status() == .notRunning)
    }
}
