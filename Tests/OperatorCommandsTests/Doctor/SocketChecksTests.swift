import HTTPService
import OperatorCommands
import Testing

struct SocketChecksTests {
    private static let path = "/run/picket/x.sock"

    private static func entry(_ mode: UInt32 = 0o660, group: String = "picket", kind: FileFacts.Entry.Kind = .socket) -> FileFacts {
        .there(FileFacts.Entry(kind: kind, mode: mode, owner: "picket", group: group))
    }

    private static func finding(
        _ role: SocketCheck.Role, _ facts: FileFacts, _ connection: SocketCheck.Connection = .answered, isSystem: Bool = true
    ) -> Finding {
        SocketCheck(role, path: path, isSystem: isSystem, facts: facts, connection: connection).finding
    }

    @Test("a socket as its unit makes it is in order", arguments: SocketCheck.Role.allCases)
    func inOrder(role: SocketCheck.Role) {
        let finding = Self.finding(role, Self.entry(group: role.group))
        #expect(finding.level == .ok && finding.found.contains("0660") && finding.remedy == nil)
    }

    @Test("without its socket the daemon fails; a trainer is not needed to serve", arguments: SocketCheck.Role.allCases)
    func missing(role: SocketCheck.Role) {
        let finding = Self.finding(role, .missing, .failed(.noSuchSocket(path: Self.path)))
        #expect(finding.level == (role == .trainer ? .warning : .failing))
        #expect(finding.remedy?.contains("systemctl restart \(role.unit)") == true)
    }

    @Test("off systemd the remedy starts the program")
    func offSystemd() {
        #expect(Self.finding(.query, .missing, isSystem: false).remedy == "start the daemon: picketd --socket '\(Self.path)'")
        #expect(Self.finding(.admin, .missing, isSystem: false).remedy == "start the daemon: picketd --admin-socket '\(Self.path)'")
    }

    @Test("a socket that everybody may use fails, but for questions warns", arguments: SocketCheck.Role.allCases)
    func openToAll(role: SocketCheck.Role) {
        for isSystem in [true, false] {
            let finding = Self.finding(role, Self.entry(0o666, group: role.group), isSystem: isSystem)
            #expect(finding.level == (role == .query ? .warning : .failing) && finding.found.contains("every account"))
        }
    }

    @Test("the group and its right are laid down where systemd keeps the socket, and nowhere else")
    func group() {
        let foreign = Self.finding(.admin, Self.entry(group: "picket"))
        #expect(foreign.level == .failing && foreign.found.contains("not 'picket-admin'"))
        let closed = Self.finding(.query, Self.entry(0o600))
        #expect(closed.level == .failing && closed.found.contains("closed to its group"))
        #expect(Self.finding(.query, Self.entry(0o600, group: "mara"), isSystem: false).level == .ok)
    }

    @Test("a file in the socket's place fails, and what cannot be looked at is skipped")
    func otherKinds() {
        #expect(Self.finding(.query, Self.entry(kind: .file)).level == .failing)
        let hidden = Self.finding(.query, .hidden(errno: 13))
        #expect(hidden.level == .skipped && hidden.remedy?.contains("sudo") == true)
    }

    @Test("a socket that nobody answers on fails, and says where to look")
    func silent() {
        let silent = Self.finding(.query, Self.entry(), .failed(.timedOut(path: Self.path, after: .seconds(10))))
        #expect(silent.level == .failing && silent.remedy?.contains("journalctl -x -n 50 -u picketd") == true)
        #expect(Self.finding(.query, Self.entry(), .failed(.notServed(path: Self.path))).level == .failing)
        #expect(Self.finding(.query, Self.entry(), .failed(.closed(path: Self.path))).level == .failing)
        let trainer = Self.finding(.trainer, Self.entry(group: "picket-admin"), .failed(.closed(path: Self.path)))
        #expect(trainer.level == .warning && trainer.remedy?.contains("picket-trainer") == true)
    }

    @Test("an account that may not connect is no fault of the socket, and a service that sleeps neither")
    func ordinary() {
        let denied = Self.finding(.query, Self.entry(), .failed(.permissionDenied(path: Self.path, group: "picket")))
        #expect(denied.level == .ok && denied.found.contains("members of group 'picket' may"))
        let asleep = Self.finding(.trainer, Self.entry(group: "picket-admin"), .notAsked)
        #expect(asleep.level == .ok && asleep.found.contains("first request"))
    }
}
