/// The groups that say who may ask and who may change what is served.
package struct GroupCheck: Equatable, Sendable {
    package var group: String
    /// What its members may do.
    package var meaning: String
    package var exists: Bool
    package var callerName: String
    package var callerIsMember: Bool
    package var callerIsRoot: Bool
    package var isSystem: Bool

    package init(
        group: String, meaning: String, exists: Bool, callerName: String, callerIsMember: Bool, callerIsRoot: Bool, isSystem: Bool
    ) {
        self.group = group
        self.meaning = meaning
        self.exists = exists
        self.callerName = callerName
        self.callerIsMember = callerIsMember
        self.callerIsRoot = callerIsRoot
        self.isSystem = isSystem
    }

    package var finding: Finding {
        let check = "group \(group)"
        guard exists else {
            let remedy = "make it: sudo systemd-sysusers /usr/lib/sysusers.d/picket.conf"
            return isSystem
                ? .failing(check, "there is no group '\(group)', whose members may \(meaning)", remedy: remedy)
                : .skipped(check, "there is no group '\(group)'; sockets outside of \(DoctorPlace.runtime) do without", remedy: remedy)
        }
        if callerIsRoot { return .ok(check, "it exists; root needs no membership") }
        if callerIsMember { return .ok(check, "it exists, and '\(callerName)' is in it") }
        return .warning(
            check, "'\(callerName)' is not in it, or was not at login, and may not \(meaning)",
            remedy: "if it is to: sudo usermod --append --groups \(group) '\(callerName)', then log in again")
    }
}

extension GroupCheck {
    /// Of this process.
    static func observed(isSystem: Bool, callerName: String, isRoot: Bool) -> [GroupCheck] {
        let own = Accounts.ownGroups()
        return [("picket", "ask the daemon"), ("picket-admin", "promote, roll back, label and run rounds")].map { group, meaning in
            let id = Accounts.groupID(group)
            return GroupCheck(
                group: group, meaning: meaning, exists: id != nil, callerName: callerName,
                callerIsMember: id.map(own.contains) ?? false, callerIsRoot: isRoot, isSystem: isSystem)
        }
    }
}
