import Glibc

/// A regular file that grows at its end; made when it is not there, closed when the value is gone.
///
/// Nothing is synced but by `sync`. Reads copy (`pread`) and may run on several threads at once, beside one that appends.
package struct AppendableFile: ~Copyable, Sendable {
    package let path: String
    private let descriptor: Int32

    /// - Parameter exclusive: Whether to keep other writers out for as long as the value lives (flock).
    /// - Throws: `FileError`; `isHeldByAnother` when another process, or another value of this one, writes to it.
    package init(_ path: String, exclusive: Bool = true, mode: UInt32 = 0o644) throws(FileError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, mode)
        guard descriptor >= 0 else { throw .system(operation: "open", path: path, errno: errno) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw .notARegularFile(path: path)
        }
        guard !exclusive || flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            close(descriptor)
            throw .system(operation: "lock", path: path, errno: code)
        }
        self.path = path
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    package func size() throws(FileError) -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .system(operation: "examine", path: path, errno: errno) }
        return Int(status.st_size)
    }

    /// Fills `target` with the bytes from `offset` on.
    ///
    /// - Throws: `.shrankWhileReading` when the file ends before `target` is full.
    package func read(into target: UnsafeMutableRawBufferPointer, at offset: Int) throws(FileError) {
        try DescriptorReading(descriptor: descriptor, path: path).read(into: target, at: offset)
    }

    package func read(count: Int, at offset: Int) throws(FileError) -> [UInt8] {
        try DescriptorReading(descriptor: descriptor, path: path).read(count: count, at: offset)
    }

    /// Writes at `offset`, which lengthens the file when it is its end.
    package func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(FileError) {
        guard let base = bytes.baseAddress else { return }
        var done = 0
        while done < bytes.count {
            let count = pwrite(descriptor, base + done, bytes.count - done, off_t(offset + done))
            if count < 0 {
                if errno == EINTR { continue }
                throw .system(operation: "write", path: path, errno: errno)
            }
            done += count
        }
    }

    package func write(_ bytes: [UInt8], at offset: Int) throws(FileError) {
        var failure: FileError?
        bytes.withUnsafeBytes { buffer in
            do throws(FileError) { try write(buffer, at: offset) } catch { failure = error }
        }
        if let failure { throw failure }
    }

    package func truncate(to size: Int) throws(FileError) {
        guard ftruncate(descriptor, off_t(size)) == 0 else { throw .system(operation: "truncate", path: path, errno: errno) }
    }

    package func sync() throws(FileError) {
        guard fdatasync(descriptor) == 0 else { throw .system(operation: "sync", path: path, errno: errno) }
    }
}

extension FileError {
    /// True when the file could not be locked because somebody else holds it.
    package var isHeldByAnother: Bool {
        if case .system("lock", _, let code) = self { code == EWOULDBLOCK } else { false }
    }
}
