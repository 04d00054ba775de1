package import HTTPService

/// A socket: is it there, whose is it, does somebody listen.
package struct SocketCheck: Equatable, Sendable {
    package enum Role: String, CaseIterable, Sendable {
        case query, admin, trainer

        package var check: String { "\(rawValue) socket" }

        /// Whose members may connect.
        package var group: String { self == .query ? "picket" : "picket-admin" }

        package var unit: String {
            switch self {
            case .query: "picketd.socket"
            case .admin: "picketd-admin.socket"
            case .trainer: "picket-trainer.socket"
            }
        }
    }

    package enum Connection: Equatable, Sendable {
        case answered
        case failed(HTTPClientError)
        /// Asking would have started the service.
        case notAsked
    }

    package var role: Role
    package var path: String
    /// Whether this is a socket of systemd's, whose group and mode are laid down.
    package var isSystem: Bool
    package var facts: FileFacts
    package var connection: Connection

    package init(_ role: Role, path: String, isSystem: Bool, facts: FileFacts, connection: Connection) {
        self.role = role
        self.path = path
        self.isSystem = isSystem
        self.facts = facts
        self.connection = connection
    }

    package var finding: Finding {
        switch facts {
        case .missing:
            return severe("there is no socket '\(path)'", remedy: start)
        case .hidden(let code):
            return .skipped(role.check, "'\(path)' cannot be looked at: \(errorWords(code))", remedy: "run 'sudo picketctl doctor'")
        case .there(let entry):
            return wrongKind(entry) ?? wrongAccess(entry) ?? wrongConnection(entry) ?? .ok(role.check, "'\(path)': \(words(entry))")
        }
    }

    private func wrongKind(_ entry: FileFacts.Entry) -> Finding? {
        guard entry.kind != .socket else { return nil }
        return severe("'\(path)' is no socket", remedy: "take it away, sudo rm '\(path)', and \(start)")
    }

    private func wrongAccess(_ entry: FileFacts.Entry) -> Finding? {
        if entry.isWritableByOthers {
            let words = "'\(path)' is open to every account of this machine (\(entry.words))"
            // Questions harm nobody; promotions and people's messages are another matter.
            if role == .query { return .warning(role.check, words, remedy: closing) }
            return .failing(role.check, words, remedy: closing)
        }
        guard isSystem else { return nil }
        if entry.group != role.group {
            return severe("'\(path)' belongs to group '\(entry.group)', not '\(role.group)'", remedy: closing)
        }
        if entry.mode & 0o060 != 0o060 {
            return severe("'\(path)' is closed to its group (\(entry.words))", remedy: closing)
        }
        return nil
    }

    private func wrongConnection(_ entry: FileFacts.Entry) -> Finding? {
        guard case .failed(let error) = connection else { return nil }
        switch error {
        case .permissionDenied: return nil
        case .notServed, .noSuchSocket: return severe("nobody listens on '\(path)'", remedy: start)
        case .timedOut:
            return severe("\(error)", remedy: "look why it does not start: journalctl -x -n 50 -u \(service)")
        default: return severe("\(error)", remedy: "look what happened: journalctl -x -n 50 -u \(service)")
        }
    }

    private func words(_ entry: FileFacts.Entry) -> String {
        switch connection {
        case .answered: "\(entry.words), answers"
        case .notAsked: "\(entry.words), listens; the first request starts the service"
        case .failed: "\(entry.words); this account may not connect, members of group '\(entry.group)' may"
        }
    }

    /// The daemon has to answer; a trainer is not needed to serve.
    private func severe(_ found: String, remedy: String) -> Finding {
        role == .trainer ? .warning(role.check, found, remedy: remedy) : .failing(role.check, found, remedy: remedy)
    }

    private var service: String { role == .trainer ? "picket-trainer" : "picketd" }

    /// A socket that is gone while its service runs is made anew only after a stop: systemd refuses before.
    private var remaking: String {
        "sudo systemctl stop \(service).service && sudo systemctl enable \(role.unit) && sudo systemctl restart \(role.unit)"
    }

    private var start: String {
        if isSystem { return "let systemd listen: \(remaking)" }
        return role == .trainer
            ? "start the trainer: picket-trainer serve --socket '\(path)'"
            : "start the daemon: picketd --\(role == .admin ? "admin-" : "")socket '\(path)'"
    }

    private var closing: String {
        guard isSystem else { return "close it: chmod 0660 '\(path)'" }
        return "sudo chgrp \(role.group) '\(path)' && sudo chmod 0660 '\(path)'; if it comes back: sudo systemctl revert \(role.unit)"
    }
}
