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
        try DescriptorReading(descriptor: descriptor, path: path).read(into: target, at: offset)
    }

    package func read(count: Int, at offset: Int) throws(FileError) -> [UInt8] {
        try DescriptorReading(descriptor: descriptor, path: path).read(count: count, at: offset)
    }
}

/// Reads a whole file of at most `limitBytes`.
package func readFile(_ path: String, limitBytes: Int) throws(FileError) -> [UInt8] {
    let file = try OpenFile(reading: path)
    guard file.size <= limitBytes else { throw .tooLarge(path: path, limitBytes: limitBytes, foundBytes: file.size) }
    return try file.read(count: file.size, at: 0)
}
