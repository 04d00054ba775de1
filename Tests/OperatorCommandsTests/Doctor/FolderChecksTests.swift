import OperatorCommands
import Testing

struct FolderChecksTests {
    private static func finding(
        _ content: FolderCheck.Content, _ mode: UInt32, _ owner: String = "picket-trainer", _ group: String = "picket-admin",
        isSystem: Bool = true
    ) -> Finding {
        let facts = FileFacts.there(FileFacts.Entry(kind: .folder, mode: mode, owner: owner, group: group))
        return FolderCheck(content, path: "/p", facts: facts, isSystem: isSystem).finding
    }

    @Test("folders as they are installed are in order")
    func inOrder() {
        #expect(Self.finding(.models, 0o2775).level == .ok)
        #expect(Self.finding(.state, 0o750, "picket-trainer", "picket-trainer").level == .ok)
    }

    @Test("models that everybody may write fail")
    func writable() {
        let finding = Self.finding(.models, 0o2777)
        #expect(finding.level == .failing && finding.remedy == "sudo chmod o-w '/p'")
    }

    @Test("models that the daemon could change fail, by owner or by group, in an installation")
    func daemons() {
        #expect(Self.finding(.models, 0o755, "picket", "picket").level == .failing)
        #expect(Self.finding(.models, 0o775, "root", "picket").level == .failing)
        #expect(Self.finding(.models, 0o755, "root", "picket").level == .ok)
        #expect(Self.finding(.models, 0o755, "picket", "picket", isSystem: false).level == .ok)
    }

    @Test("people's messages that others may read or enter fail", arguments: [0o755, 0o751, 0o754] as [UInt32])
    func open(mode: UInt32) {
        #expect(Self.finding(.state, mode).level == .failing)
    }

    @Test("what is not there or cannot be seen is skipped, and a file in its place fails")
    func others() {
        #expect(FolderCheck(.state, path: "/p", facts: .missing, isSystem: true).finding.level == .skipped)
        #expect(FolderCheck(.models, path: "/p", facts: .hidden(errno: 13), isSystem: true).finding.level == .skipped)
        let file = FileFacts.there(FileFacts.Entry(kind: .file, mode: 0o644, owner: "root", group: "root"))
        #expect(FolderCheck(.models, path: "/p", facts: file, isSystem: true).finding.level == .failing)
    }
}
