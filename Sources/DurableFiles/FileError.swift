import Glibc

/// Why a file could not be read, written or moved.
package enum FileError: Error, Equatable, CustomStringConvertible {
    /// A system call failed: what was tried, on which path, and `errno`.
    case system(operation: String, path: String, errno: Int32)
    case tooLarge(path: String, limitBytes: Int, foundBytes: Int)
    case notARegularFile(path: String)
    case shrankWhileReading(path: String)

    package var description: String {
        switch self {
        case .system(let operation, let path, let code): "cannot \(operation) '\(path)': \(String(cString: strerror(code)))"
        case .tooLarge(let path, let limit, let found): "'\(path)' has \(found) bytes, at most \(limit) are allowed"
        case .notARegularFile(let path): "'\(path)' is not a regular file"
        case .shrankWhileReading(let path): "'\(path)' became shorter while it was read"
        }
    }

    /// True when the path does not exist.
    package var isMissing: Bool {
        if case .system(_, _, let code) = self { code == ENOENT || code == ENOTDIR } else { false }
    }

    /// True when something has the path already.
    package var isTaken: Bool {
        if case .system(_, _, let code) = self { code == EEXIST } else { false }
    }
}
