import OperatorCommands
import Testing

struct CredentialChecksTests {
    private static func entry(_ mode: UInt32 = 0o600, owner: String = "root", bytes: Int = 40) -> FileFacts {
        .there(FileFacts.Entry(kind: .file, mode: mode, owner: owner, group: "root", bytes: bytes))
    }

    private static func level(_ need: CredentialCheck.Need, _ facts: FileFacts) -> Finding.Level? {
        CredentialCheck(need: need, path: "/c", facts: facts).findings.first?.level
    }

    @Test("a key of root's alone is in order where one is used, and where nobody can say")
    func inOrder() {
        #expect(Self.level(.openai, Self.entry()) == .ok)
        #expect(Self.level(.unknown, Self.entry(0o400)) == .ok)
    }

    @Test("a key that others may read, or own, or that is empty, fails")
    func open() {
        for facts in [Self.entry(0o640), Self.entry(0o604), Self.entry(owner: "mara"), Self.entry(bytes: 0)] {
            #expect(Self.level(.openai, facts) == .failing)
            #expect(Self.level(.none(generator: "builtin"), facts) == .failing)
        }
    }

    @Test("no key is in order where none is used, warns where one may be, and is skipped where nobody can say")
    func missing() {
        #expect(Self.level(.none(generator: "builtin"), .missing) == .ok)
        #expect(Self.level(.openai, .missing) == .warning)
        #expect(Self.level(.unknown, .missing) == .skipped)
    }

    @Test("a key that nothing uses warns, and one that cannot be seen is skipped")
    func others() {
        #expect(Self.level(.none(generator: "replay"), Self.entry()) == .warning)
        #expect(Self.level(.openai, .hidden(errno: 13)) == .skipped)
    }

    @Test("key_file takes the credential's place and is looked at too")
    func keyFile() {
        func levels(_ facts: FileFacts) -> [Finding.Level] {
            CredentialCheck(need: .openai, path: "/c", facts: .missing, keyFile: .init(path: "/k", facts: facts)).findings.map(\.level)
        }
        #expect(levels(Self.entry(0o640)) == [.ok, .ok])
        #expect(levels(Self.entry(0o644)) == [.ok, .failing])
        #expect(levels(.missing) == [.ok, .failing])
        #expect(levels(.hidden(errno: 13)) == [.ok, .skipped])
    }
}
