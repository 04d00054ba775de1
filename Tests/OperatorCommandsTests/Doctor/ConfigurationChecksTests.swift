import Configuration
import OperatorCommands
import Testing

struct ConfigurationChecksTests {
    private static func check(_ text: String, mode: UInt32 = 0o644) -> ConfigurationCheck {
        let facts = FileFacts.there(FileFacts.Entry(kind: .file, mode: mode, owner: "root", group: "root"))
        return ConfigurationCheck.read(Array(text.utf8), path: "/etc/picket/trainer.toml", facts: facts, judge: "judge it")
    }

    @Test("a file that is TOML is in order, and its values are left to its program, visibly")
    func inOrder() {
        let check = Self.check("generator = \"openai\"\nqueries = 20\n")
        #expect(check.findings.map(\.level) == [.ok, .skipped])
        #expect(check.findings[0].found.contains("2 settings") && check.findings[1].remedy == "judge it")
        #expect(check.settings?.text("generator") == "openai" && check.settings?.text("queries") == nil)
    }

    @Test("a file that is no TOML fails with the line", arguments: ["a = 1\nb = \n", "a = 1\n\u{0}b = ", "\u{0}", "= 3"])
    func syntax(text: String) {
        let findings = Self.check(text).findings
        #expect(findings.map(\.level) == [.failing] && findings[0].found.contains("/etc/picket/trainer.toml:"))
    }

    @Test("bytes that are no UTF-8 fail")
    func encoding() {
        let check = ConfigurationCheck.read([0xFF, 0x3D], path: "/x.toml", facts: .missing, judge: "")
        #expect(check.findings.map(\.level) == [.failing])
    }

    @Test("a file that everybody may change fails")
    func writable() {
        #expect(Self.check("queries = 20", mode: 0o646).findings.first?.level == .failing)
    }

    static let secrets = [
        "api_key = \"0123456789\"", "# llm_key = 'abcdefghij'", "x = \"sk-0123456789\"", "my_token=\"abcdefgh\"", "h = \"Bearer abcdef\"",
    ]

    @Test("a key in a file fails where others may read it, and warns where they may not", arguments: secrets)
    func secret(line: String) {
        let text = "queries = 20\n" + line + "\n"
        let open = Self.check(text).findings.first
        #expect(open?.level == .failing && open?.found.contains("line 2") == true)
        #expect(open?.found.contains("0123456789") == false, "a report does not repeat a key")
        #expect(Self.check(text, mode: 0o600).findings.first?.level == .warning)
    }

    @Test(
        "settings that only sound like keys are none",
        arguments: [
            "key_file = \"/etc/picket/key\"", "max_answer_tokens = 1024", "bundle_key = \"ab\"", "token = \"\"", "sk- = 1", "api_key",
        ])
    func harmless(line: String) {
        #expect(Self.check("# " + line).findings.first?.level == .ok)
    }
}
