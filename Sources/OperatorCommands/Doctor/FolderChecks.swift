/// A folder that holds what the daemon serves, or what people wrote: who may change or read it.
package struct FolderCheck: Equatable, Sendable {
    package enum Content: Equatable, Sendable {
        /// Written by the trainer, read by the daemon.
        case models
        /// Messages of people.
        case state
    }

    package var content: Content
    package var path: String
    package var facts: FileFacts
    package var isSystem: Bool

    package init(_ content: Content, path: String, facts: FileFacts, isSystem: Bool) {
        self.content = content
        self.path = path
        self.facts = facts
        self.isSystem = isSystem
    }

    /// What the daemon runs as, where systemd starts it.
    private static let daemon = "picket"

    package var finding: Finding {
        let check = content == .models ? "models permissions" : "state permissions"
        switch facts {
        case .missing:
            return .skipped(
                check, "there is no '\(path)'",
                remedy: content == .models
                    ? "make it: sudo systemd-tmpfiles --create picket.conf"
                    : "the trainer makes it at its first start: picketctl pool stats")
        case .hidden(let code):
            return .skipped(check, "'\(path)' cannot be looked at: \(errorWords(code))", remedy: "run 'sudo picketctl doctor'")
        case .there(let entry):
            guard entry.kind == .folder else {
                return .failing(check, "'\(path)' is no folder", remedy: "take it away and install again: sudo deploy/install")
            }
            return content == .models ? models(check, entry) : state(check, entry)
        }
    }

    private func models(_ check: String, _ entry: FileFacts.Entry) -> Finding {
        if entry.isWritableByOthers {
            return .failing(
                check, "every account of this machine may put a model into '\(path)' (\(entry.words))", remedy: "sudo chmod o-w '\(path)'")
        }
        let isDaemons = entry.owner == Self.daemon || (entry.group == Self.daemon && entry.mode & 0o020 != 0)
        if isSystem, isDaemons {
            return .failing(
                check, "the daemon could change what it serves: '\(path)' is its user's to write (\(entry.words))",
                remedy: "sudo chown -R picket-trainer:picket-admin '\(path)' && sudo chmod 2775 '\(path)'")
        }
        return .ok(check, "'\(path)': \(entry.words); not the daemon's to write")
    }

    private func state(_ check: String, _ entry: FileFacts.Entry) -> Finding {
        guard entry.isOpenToOthers else { return .ok(check, "'\(path)': \(entry.words); closed to others") }
        let words = "people's messages in '\(path)' are open to every account of this machine (\(entry.words))"
        return .failing(check, words, remedy: "sudo chmod o-rwx '\(path)'")
    }
}
