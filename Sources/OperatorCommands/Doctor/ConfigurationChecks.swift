package import Configuration
import DurableFiles

/// A configuration file: can it be read, and does it give a secret away. What its values are allowed to be is for its program to say.
package struct ConfigurationCheck: Equatable, Sendable {
    package enum Content: Equatable, Sendable {
        case missing
        case closed(String)
        case bad(ConfigurationError)
        case settings(ForeignSettings)
    }

    package var path: String
    package var facts: FileFacts
    package var content: Content
    /// Numbers of lines that look like a key or a password, from 1.
    package var secretLines: [Int]
    /// What says whether each value is allowed.
    package var judge: String

    package init(path: String, facts: FileFacts, content: Content, secretLines: [Int] = [], judge: String) {
        self.path = path
        self.facts = facts
        self.content = content
        self.secretLines = secretLines
        self.judge = judge
    }

    package var settings: ForeignSettings? { if case .settings(let settings) = content { settings } else { nil } }

    package var findings: [Finding] {
        let check = lastComponent(of: path)
        let values = Finding.skipped("\(check) values", "what each setting may be is for its program to say", remedy: judge)
        switch content {
        case .missing: return [.ok(check, "there is no '\(path)': every setting has its default")]
        case .closed(let why): return [.skipped(check, why, remedy: "run 'sudo picketctl doctor'")]
        case .bad(let error): return [.failing(check, "\(error)", remedy: "mend that line, then: \(judge)")]
        case .settings(let settings):
            let count = settings.keys.count == 1 ? "1 setting" : "\(settings.keys.count) settings"
            return [access(check) ?? secrets(check) ?? .ok(check, "'\(path)': \(count)"), values]
        }
    }

    private func access(_ check: String) -> Finding? {
        guard let entry = facts.entry, entry.isWritableByOthers else { return nil }
        return .failing(check, "every account of this machine may change '\(path)' (\(entry.words))", remedy: "sudo chmod o-w '\(path)'")
    }

    private func secrets(_ check: String) -> Finding? {
        guard let line = secretLines.first, let entry = facts.entry else { return nil }
        let found = "line \(line) of '\(path)' looks like a key"
        let remedy =
            "put it into /etc/credstore/llm-api-key (sudo install -m 0600 KEYFILE /etc/credstore/llm-api-key) and take the line out"
        return entry.mode & 0o004 != 0
            ? .failing(check, "\(found), and every account may read it (\(entry.words))", remedy: remedy)
            : .warning(check, found, remedy: remedy)
    }
}

extension ConfigurationCheck {
    static func observed(_ path: String, judge: String) -> ConfigurationCheck {
        let facts = FileFacts(path)
        do throws(FileError) {
            let bytes = try readFile(path, limitBytes: 1 << 20)
            return read(bytes, path: path, facts: facts, judge: judge)
        } catch {
            return ConfigurationCheck(path: path, facts: facts, content: error.isMissing ? .missing : .closed("\(error)"), judge: judge)
        }
    }

    package static func read(_ bytes: [UInt8], path: String, facts: FileFacts, judge: String) -> ConfigurationCheck {
        let content: Content
        do throws(ConfigurationError) { content = .settings(try ForeignSettings(bytes, path: path)) } catch { content = .bad(error) }
        return ConfigurationCheck(path: path, facts: facts, content: content, secretLines: secretLines(in: bytes), judge: judge)
    }

    private static let secretNames = ["api_key", "apikey", "llm_key", "password", "secret", "token", "bearer"]

    /// Lines, comments too, whose value is named like a secret or begins as keys of well-known services do.
    private static func secretLines(in bytes: [UInt8]) -> [Int] {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return lines.enumerated().filter { _, line in isSecret(String(decoding: line, as: UTF8.self)) }.map { $0.offset + 1 }
    }

    private static func isSecret(_ line: String) -> Bool {
        let sides = line.split(separator: "=", maxSplits: 1)
        guard sides.count == 2 else { return false }
        let name = sides[0].lowercased().filter { !$0.isWhitespace && $0 != "#" && $0 != "\"" }
        let value = sides[1].drop { $0.isWhitespace }
        guard let quote = value.first, quote == "\"" || quote == "'" else { return false }
        let content = value.dropFirst().prefix { $0 != quote }
        guard content.count >= 8 else { return false }
        return secretNames.contains { name == $0 || name.hasSuffix("_" + $0) } || content.hasPrefix("sk-") || content.hasPrefix("Bearer ")
    }
}
