import OperatorCommands
import Testing

struct GroupChecksTests {
    private static func level(exists: Bool, member: Bool = false, root: Bool = false, system: Bool = true) -> Finding {
        GroupCheck(
            group: "picket", meaning: "ask the daemon", exists: exists, callerName: "mara", callerIsMember: member, callerIsRoot: root,
            isSystem: system
        ).finding
    }

    @Test("a member and root are in order")
    func members() {
        #expect(Self.level(exists: true, member: true).level == .ok)
        #expect(Self.level(exists: true, root: true).level == .ok)
    }

    @Test("who is no member is told how to become one")
    func stranger() {
        let finding = Self.level(exists: true)
        #expect(finding.level == .warning && finding.remedy?.contains("usermod --append --groups picket 'mara'") == true)
    }

    @Test("a group that is missing fails an installation, and matters to no other")
    func missing() {
        let finding = Self.level(exists: false, root: true)
        #expect(finding.level == .failing && finding.remedy?.contains("systemd-sysusers") == true)
        #expect(Self.level(exists: false, system: false).level == .skipped)
    }
}
