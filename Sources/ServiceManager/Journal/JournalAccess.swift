import Glibc

/// Whether this user may read this machine's journal. libsystemd shows who may not an empty journal, as if nothing had happened.
package enum JournalAccess: Equatable, Sendable {
    case readable
    /// There are files, and none of the system's can be read.
    case forbidden
    /// No journal is kept.
    case absent

    /// - Parameter roots: Where journals are kept.
    package init(roots: [String] = ["/run/log/journal", "/var/log/journal"]) {
        var isThere = false
        for root in roots {
            for machine in Self.names(in: root) {
                let file = "\(root)/\(machine)/system.journal"
                if access(file, R_OK) == 0 {
                    self = .readable
                    return
                }
                // A folder that cannot be entered may hold it.
                if errno == EACCES || access(file, F_OK) == 0 { isThere = true }
            }
        }
        self = isThere ? .forbidden : .absent
    }

    private static func names(in folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names
    }
}
