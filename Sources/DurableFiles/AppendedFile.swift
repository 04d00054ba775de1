import Glibc
import Synchronization

/// A file that only grows, one writer at a time: each append is one write and is on the disk when the call returns.
///
/// The lock is the kernel's (`flock`): it ends with the process that holds it, however that ends.
package final class AppendedFile: Sendable {
    package let path: String
    private let descriptor: Mutex<Int32>

    /// Opens or makes the file.
    ///
    /// - Throws: `.system` with "lock" when another process has it open.
    package init(_ path: String, mode: UInt32 = 0o644) throws(FileError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw .system(operation: "open", path: path, errno: errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            close(descriptor)
            throw .system(operation: "lock", path: path, errno: code)
        }
        self.path = path
        self.descriptor = Mutex(descriptor)
    }

    deinit { descriptor.withLock { _ = close($0) } }

    /// Writes all of `bytes` at the end. After a failure a part may stand there; whoever reads next has to cope with a torn end.
    package func append(_ bytes: [UInt8]) throws(FileError) {
        let code: Int32? = descriptor.withLock { descriptor in
            var done = 0
            while done < bytes.count {
                let count = bytes[done...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
                if count < 0 {
                    if errno == EINTR { continue }
                    return errno
                }
                done += count
            }
            return fdatasync(descriptor) == 0 ? nil : errno
        }
        if let code { throw .system(operation: "append to", path: path, errno: code) }
    }

    /// Cuts off what stands after the first `count` bytes.
    package func cut(to count: Int) throws(FileError) {
        let code: Int32? = descriptor.withLock { ftruncate($0, off_t(count)) == 0 && fsync($0) == 0 ? nil : errno }
        if let code { throw .system(operation: "cut", path: path, errno: code) }
    }
}
