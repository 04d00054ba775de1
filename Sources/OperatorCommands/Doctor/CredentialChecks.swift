/// The key of the language model: is it there when it is needed, and closed to everybody but root.
package struct CredentialCheck: Equatable, Sendable {
    package enum Need: Equatable, Sendable {
        case openai
        /// Another writer of variations, which wants no key.
        case none(generator: String)
        /// trainer.toml cannot be read.
        case unknown
    }

    package var need: Need
    package var path: String
    package var facts: FileFacts
    /// The file of `key_file`, which takes the credential's place.
    package var keyFile: KeyFile?

    package struct KeyFile: Equatable, Sendable {
        package var path: String
        package var facts: FileFacts

        package init(path: String, facts: FileFacts) {
            self.path = path
            self.facts = facts
        }
    }

    package init(need: Need, path: String, facts: FileFacts, keyFile: KeyFile? = nil) {
        self.need = need
        self.path = path
        self.facts = facts
        self.keyFile = keyFile
    }

    private static let check = "credential"

    package var findings: [Finding] { [credential] + (keyFile.map { [Self.key($0)] } ?? []) }

    private var credential: Finding {
        switch facts {
        case .hidden(let code):
            .skipped(Self.check, "'\(path)' cannot be looked at: \(errorWords(code))", remedy: "run 'sudo picketctl doctor'")
        case .missing: missing
        case .there(let entry): there(entry)
        }
    }

    private var missing: Finding {
        switch need {
        case .none(let generator): .ok(Self.check, "none, and the generator '\(generator)' needs none")
        case .openai where keyFile != nil: .ok(Self.check, "none; key_file of trainer.toml takes its place")
        case .openai:
            .warning(
                Self.check, "the generator is 'openai' and there is no '\(path)'; only an endpoint without a key will answer",
                remedy: "sudo install -D -m 0600 -o root -g root KEYFILE '\(path)'")
        case .unknown: .skipped(Self.check, "none; whether one is needed stands in trainer.toml", remedy: "run 'sudo picketctl doctor'")
        }
    }

    private func there(_ entry: FileFacts.Entry) -> Finding {
        guard entry.kind == .file, entry.owner == "root", entry.mode & 0o077 == 0 else {
            return .failing(
                Self.check, "'\(path)' is not root's alone (\(entry.words))",
                remedy: "sudo chown root:root '\(path)' && sudo chmod 0600 '\(path)'")
        }
        if entry.bytes == 0 {
            return .failing(Self.check, "'\(path)' is empty", remedy: "sudo install -m 0600 -o root -g root KEYFILE '\(path)'")
        }
        if case .none(let generator) = need {
            return .warning(
                Self.check, "'\(path)' holds a key that the generator '\(generator)' does not use",
                remedy: "take it away: sudo rm '\(path)'")
        }
        return .ok(Self.check, "'\(path)': \(entry.words)")
    }

    private static func key(_ file: KeyFile) -> Finding {
        switch file.facts {
        case .missing:
            .failing(
                "key file", "there is no '\(file.path)', which trainer.toml names", remedy: "mend key_file in /etc/picket/trainer.toml")
        case .hidden(let code):
            .skipped("key file", "'\(file.path)' cannot be looked at: \(errorWords(code))", remedy: "run 'sudo picketctl doctor'")
        case .there(let entry):
            entry.isOpenToOthers
                ? .failing("key file", "'\(file.path)' is open to others (\(entry.words))", remedy: "sudo chmod o-rwx '\(file.path)'")
                : .ok("key file", "'\(file.path)': \(entry.words)")
        }
    }
}
