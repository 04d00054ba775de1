import Glibc

/// A regular file open for reading; closed when the value is gone.
///
/// Bytes are copied with `pread`, never mapped: a mapped file that somebody truncates later is a SIGBUS in the middle of a request.
package struct OpenFile: ~Copyable {
    package let path: String
    package let size: Int
    private let descriptor: Int32

    package init(reading path: String) throws(FileError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .system(operation: "open", path: path, errno: errno) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            let code = errno
            close(descriptor)
            throw .system(operation: "examine", path: path, errno: code)
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw .notARegularFile(path: path)
        }
        self.path = path
        self.size = Int(status.st_size)
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// Fills `target` with the bytes from `offset` on.
    ///
    /// - Throws: `.shrankWhileReading` when the file ends before `target` is full.
    package func read(into target: UnsafeMutableRawBufferPointer, at offset: Int) throws(FileError) {
        guard let base = target.baseAddress else { return }
        var done = 0
        while done < target.count {
            let count = pread(descriptor, base + done, target.count - done, off_t(offset + done))
            if count < 0 {
                if errno == EINTR { continue }
                throw .system(operation: "read", path: path, errno: errno)
            }
            guard count > 0 else { throw .shrankWhileReading(path: path) }
            done += count
        }
    }

    package func read(count: Int, at offset: Int) throws(FileError) -> [UInt8] {
        var failure: FileError?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            do throws(FileError) {
                try read(into: UnsafeMutableRawBufferPointer(buffer), at: offset)
                initialized = count
            } catch { failure = error }
        }
        if let failure { throw failure }
        return bytes
    }
}

/// Reads a whole file of at most `limitBytes`.
package func readFile(_ path: String, limitBytes: Int) throws(FileError) -> [UInt8] {
    let file = try OpenFile(reading: path)
    guard file.size <= limitBytes else { throw .tooLarge(path: path, limitBytes: limitBytes, foundBytes: file.size) }
    return try file.read(count: file.size, at: 0)
}
