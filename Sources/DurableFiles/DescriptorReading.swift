import Glibc

/// Reads at offsets, without moving what others read at.
struct DescriptorReading {
    let descriptor: Int32
    /// For errors.
    let path: String

    /// Fills `target` with the bytes from `offset` on.
    ///
    /// - Throws: `.shrankWhileReading` when the file ends before `target` is full.
    func read(into target: UnsafeMutableRawBufferPointer, at offset: Int) throws(FileError) {
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

    func read(count: Int, at offset: Int) throws(FileError) -> [UInt8] {
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
