import GuardDaemon
import HTTPService
import Testing

struct ListenerRoleTests {
    static let names = ["picketd.socket", "picketd-admin.socket", "admin", "ADMIN", ""]

    static func role(_ name: String, _ address: ListeningAddress, _ allows: Bool = false) throws(ListenerRefusal) -> ListenerRole {
        try ListenerRole.of(name: name, at: address, allowsNonLoopback: allows)
    }

    @Test("a Unix socket is told by its name")
    func unix() throws {
        #expect(try Self.role("picketd.socket", .unix) == .queries)
        #expect(try Self.role("picketd-admin.socket", .unix) == .administration)
        #expect(try Self.role("unknown", .unix) == .queries)
    }

    @Test("TCP never has the admin verbs, whatever it is called", arguments: names, [true, false])
    func tcp(name: String, allows: Bool) throws {
        #expect(try Self.role(name, .loopback("127.0.0.1:80"), allows) == .queries)
        #expect(try Self.role(name, .network("10.0.0.1:80"), true) == .queries)
        let warning = ListenerRole.warning(name: name, at: .loopback("127.0.0.1:80"))
        #expect((warning != nil) == name.contains("admin"))
        #expect(ListenerRole.warning(name: name, at: .unix) == nil)
    }

    @Test("an address beyond this machine is refused unless it is allowed; another family always", arguments: names)
    func refusals(name: String) {
        #expect(throws: ListenerRefusal.notLoopback(name: name, address: "0.0.0.0:80")) { try Self.role(name, .network("0.0.0.0:80")) }
        #expect(throws: ListenerRefusal.family(name: name, family: 40)) { try Self.role(name, .other(family: 40), true) }
    }

    @Test("the refusal says what to do")
    func text() {
        #expect(
            ListenerRefusal.notLoopback(name: "s", address: "0.0.0.0:80").description
                == "socket 's' listens at 0.0.0.0:80, beyond this machine, and there is no password here; "
                + "use 127.0.0.1, or set allow_non_loopback = true")
    }
}
