import Glibc

/// A file of lines that only grows, held by one process at a time: a journal.
///
/// A line is on the disk when `append` returns. What a crash left of a line that was being written has no newline at its end; readers
/// pass over it, and the next holder cuts it off. The lock dies with its holder, whatever becomes of it.
package struct AppendedLines: ~Copyable {
    private let path: String
    private let descriptor: Int32

    /// Opens or makes the file and takes its lock.
    ///
    /// - Returns: Nil when another process, or another value in this one, holds it.
    package static func hold(_ path: String, mode: UInt32 = 0o644) throws(FileError) -> AppendedLines? {
        let isNew = access(path, F_OK) != 0
        let descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw .system(operation: "open", path: path, errno: errno) }
        let lines = AppendedLines(path: path, descriptor: descriptor)
        if isNew { try syncFolder(containing: path) }
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            switch errno {
            case EINTR: continue
            case EWOULDBLOCK: return nil
            case let code: throw .system(operation: "lock", path: path, errno: code)
            }
        }
        try lines.cutTornLine()
        return lines
    }

    private init(path: String, descriptor: Int32) {
        self.path = path
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// - Parameter line: Without a newline in it.
    package func append(_ line: [UInt8]) throws(FileError) {
        let bytes = line + [UInt8(ascii: "\n")]
        var done = 0
        while done < bytes.count {
            let count = bytes[done...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                throw .system(operation: "write", path: path, errno: errno)
            }
            done += count
        }
        guard fsync(descriptor) == 0 else { throw .system(operation: "sync", path: path, errno: errno) }
    }

    private func cutTornLine() throws(FileError) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .system(operation: "examine", path: path, errno: errno) }
        var end = status.st_size
        var byte: UInt8 = 0
        while end > 0 {
            guard pread(descriptor, &byte, 1, end - 1) == 1 else { throw .system(operation: "read", path: path, errno: errno) }
            if byte == UInt8(ascii: "\n") { break }
            end -= 1
        }
        guard end < status.st_size else { return }
        guard ftruncate(descriptor, end) == 0, fsync(descriptor) == 0 else { throw .system(operation: "cut", path: path, errno: errno) }
    }
}

/// The whole lines of a file that may have been left with a torn one at its end; none when there is no file.
package func completeLines(_ path: String, limitBytes: Int) throws(FileError) -> [[UInt8]] {
    let bytes: [UInt8]
    do throws(FileError) { bytes = try readFile(path, limitBytes: limitBytes) } catch {
        if error.isMissing { return [] }
        throw error
    }
    return bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).dropLast().filter { !$0.isEmpty }.map(Array.init)
}
