import Glibc

/// What the file system says of a path; links are followed.
package enum FileFacts: Equatable, Sendable {
    case missing
    /// Something on the way is closed to this account, or cannot be read.
    case hidden(errno: Int32)
    case there(Entry)

    package struct Entry: Equatable, Sendable {
        package enum Kind: Equatable, Sendable { case file, folder, socket, other }

        package var kind: Kind
        /// The lower twelve bits.
        package var mode: UInt32
        package var owner: String
        package var group: String
        package var bytes: Int

        package init(kind: Kind, mode: UInt32, owner: String, group: String, bytes: Int = 0) {
            self.kind = kind
            self.mode = mode
            self.owner = owner
            self.group = group
            self.bytes = bytes
        }

        /// `mode 0660, picket:picket`.
        package var words: String { "mode \(octal), \(owner):\(group)" }

        package var octal: String {
            let digits = String(mode, radix: 8)
            return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        }

        package var isWritableByOthers: Bool { mode & 0o002 != 0 }
        package var isOpenToOthers: Bool { mode & 0o007 != 0 }
    }

    package init(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else {
            self = errno == ENOENT || errno == ENOTDIR ? .missing : .hidden(errno: errno)
            return
        }
        let kind: Entry.Kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .folder
            case S_IFSOCK: .socket
            default: .other
            }
        self = .there(
            Entry(
                kind: kind, mode: status.st_mode & 0o7777, owner: Accounts.userName(status.st_uid),
                group: Accounts.groupName(status.st_gid), bytes: Int(clamping: status.st_size)))
    }

    package var entry: Entry? { if case .there(let entry) = self { entry } else { nil } }
}

/// An error number in words.
func errorWords(_ code: Int32) -> String { String(cString: strerror(code)).lowercased() }
