import DurableFiles
import Glibc

/// Why the lock of a state folder was not got.
package enum TrainerLockError: Error, Equatable, CustomStringConvertible {
    /// Another trainer has the folder: try again later (exit 75).
    case held(path: String, pid: Int?)
    case system(operation: String, path: String, errno: Int32)

    package var description: String {
        switch self {
        case .held(let path, let pid):
            "another trainer\(pid.map { " (process \($0))" } ?? "") uses the state folder '\(folder(of: path))': stop it, or wait for its end"
        case .system(let operation, let path, let code): "cannot \(operation) '\(path)': \(String(cString: strerror(code)))"
        }
    }
}

/// The right to be the only trainer of a state folder, as an exclusive `flock` on `trainer.lock` in it.
///
/// The kernel gives the lock back when its holder ends, however it ends, so that a file which was left behind locks nobody out. The
/// holder's process id in the file is for people. The file is never removed: a process that waited for a name that was removed would
/// hold a lock that nobody else sees. Programs that are started from here do not inherit the lock.
package struct TrainerLock: ~Copyable {
    package let path: String
    private let descriptor: Int32

    /// - Throws: `.held` at once when another process, or another part of this one, has the folder.
    package init(stateFolder: String) throws(TrainerLockError) {
        let path = stateFolder + "/trainer.lock"
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .system(operation: "open", path: path, errno: errno) }
        guard Self.lock(descriptor) == 0 else {
            let code = errno
            let pid = Self.writtenPID(descriptor)
            close(descriptor)
            throw code == EWOULDBLOCK ? .held(path: path, pid: pid) : .system(operation: "lock", path: path, errno: code)
        }
        let line = Array("\(getpid())\n".utf8)
        guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, line, line.count, 0) == line.count else {
            let code = errno
            close(descriptor)
            throw .system(operation: "write", path: path, errno: code)
        }
        self.path = path
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    private static func lock(_ descriptor: Int32) -> Int32 {
        while true {
            let result = flock(descriptor, LOCK_EX | LOCK_NB)
            if result == 0 || errno != EINTR { return result }
        }
    }

    /// What the holder wrote; nil in the instant between its locking and its writing, or when it is no number.
    private static func writtenPID(_ descriptor: Int32) -> Int? {
        var buffer = [UInt8](repeating: 0, count: 32)
        let count = pread(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { return nil }
        return Int(String(decoding: buffer[0..<count].prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
    }
}
