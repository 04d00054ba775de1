import Glibc

/// Names of users and groups, and the numbers behind them.
enum Accounts {
    /// For the texts of one entry; a group with very many members needs more than a page.
    private static let room = 256 << 10

    static func userName(_ id: uid_t) -> String {
        var entry = passwd()
        return name(id) { buffer, found in
            var result: UnsafeMutablePointer<passwd>?
            guard getpwuid_r(id, &entry, buffer, Accounts.room, &result) == 0, result != nil else { return }
            found = entry.pw_name.map { String(cString: $0) }
        }
    }

    static func groupName(_ id: gid_t) -> String {
        var entry = group()
        return name(id) { buffer, found in
            var result: UnsafeMutablePointer<group>?
            guard getgrgid_r(id, &entry, buffer, Accounts.room, &result) == 0, result != nil else { return }
            found = entry.gr_name.map { String(cString: $0) }
        }
    }

    /// Nil when there is no such group.
    static func groupID(_ name: String) -> gid_t? {
        var entry = group()
        return withBuffer { buffer in
            var result: UnsafeMutablePointer<group>?
            guard getgrnam_r(name, &entry, buffer, Accounts.room, &result) == 0, result != nil else { return nil }
            return entry.gr_gid
        }
    }

    /// The groups that this process acts with. Groups that the account was given after it logged in are not among them.
    static func ownGroups() -> Set<gid_t> {
        var groups = [gid_t](repeating: 0, count: Int(max(0, getgroups(0, nil))))
        let count = getgroups(Int32(groups.count), &groups)
        return Set(groups.prefix(Int(max(0, count))) + [getegid()])
    }

    private static func name(_ id: UInt32, _ find: (UnsafeMutablePointer<CChar>, inout String?) -> Void) -> String {
        var found: String?
        withBuffer { find($0, &found) }
        return found ?? "\(id)"
    }

    private static func withBuffer<Result>(_ body: (UnsafeMutablePointer<CChar>) -> Result) -> Result {
        let buffer = UnsafeMutablePointer<CChar>.allocate(capacity: room)
        defer { buffer.deallocate() }
        return body(buffer)
    }
}
