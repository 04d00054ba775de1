import Glibc

// What is written here is on the disk when the call returns: the file is synced, and so is the folder that names it.

/// Writes `chunks` one after the other to a new or truncated file and syncs it.
package func writeFile(_ path: String, chunks: [[UInt8]], mode: UInt32 = 0o644) throws(FileError) {
    var writer = try FileWriter(path, mode: mode)
    for chunk in chunks { try writer.append(chunk) }
    try writer.finish()
}

package func writeFile(_ path: String, _ bytes: [UInt8], mode: UInt32 = 0o644) throws(FileError) {
    try writeFile(path, chunks: [bytes], mode: mode)
}

/// Replaces `path` in one step: a reader sees the old content or the new, never a part.
package func replaceFile(_ path: String, _ bytes: [UInt8], mode: UInt32 = 0o644) throws(FileError) {
    let temporary = "\(path).\(getpid()).tmp"
    do throws(FileError) {
        try writeFile(temporary, bytes, mode: mode)
        try renameEntry(from: temporary, to: path)
    } catch {
        unlink(temporary)
        throw error
    }
}

/// A file being written in pieces; `finish` syncs and closes it.
package struct FileWriter: ~Copyable {
    private let path: String
    private var descriptor: Int32

    package init(_ path: String, mode: UInt32 = 0o644) throws(FileError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw .system(operation: "create", path: path, errno: errno) }
        self.path = path
        self.descriptor = descriptor
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    package mutating func append(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
        guard let base = bytes.baseAddress else { return }
        var done = 0
        while done < bytes.count {
            let count = write(descriptor, base + done, bytes.count - done)
            if count < 0 {
                if errno == EINTR { continue }
                throw .system(operation: "write", path: path, errno: errno)
            }
            done += count
        }
    }

    package mutating func append(_ bytes: [UInt8]) throws(FileError) {
        var failure: FileError?
        bytes.withUnsafeBytes { buffer in
            do throws(FileError) { try append(buffer) } catch { failure = error }
        }
        if let failure { throw failure }
    }

    package mutating func finish() throws(FileError) {
        guard fsync(descriptor) == 0 else { throw .system(operation: "sync", path: path, errno: errno) }
        let closed = close(descriptor)
        descriptor = -1
        guard closed == 0 else { throw .system(operation: "close", path: path, errno: errno) }
    }
}

/// Renames within one file system and syncs the folder that holds the new name.
package func renameEntry(from: String, to: String) throws(FileError) {
    guard rename(from, to) == 0 else { throw .system(operation: "rename '\(from)' to", path: to, errno: errno) }
    try syncFolder(containing: to)
}

package func syncFolder(_ path: String) throws(FileError) {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .system(operation: "open folder", path: path, errno: errno) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw .system(operation: "sync folder", path: path, errno: errno) }
}

package func syncFolder(containing path: String) throws(FileError) {
    try syncFolder(folder(of: path))
}

/// The folder part of a path: everything before the last slash, "." without one.
package func folder(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == path.utf8.startIndex ? "/" : String(path[..<slash])
}

/// The last component of a path.
package func lastComponent(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path }
    return String(path[path.utf8.index(after: slash)...])
}

/// Syncs a file that somebody else has written.
package func syncFile(_ path: String) throws(FileError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .system(operation: "open", path: path, errno: errno) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw .system(operation: "sync", path: path, errno: errno) }
}

/// Copies a regular file of any size, in pieces, and syncs the copy.
package func copyFile(from source: String, to target: String) throws(FileError) {
    let input = try OpenFile(reading: source)
    var output = try FileWriter(target)
    var offset = 0
    while offset < input.size {
        let piece = try input.read(count: min(1 << 20, input.size - offset), at: offset)
        try output.append(piece)
        offset += piece.count
    }
    try output.finish()
}

/// Makes a file that must not be there yet, in one step: whoever reads it finds all of it.
///
/// - Throws: `.system` with EEXIST when something has the name already; it is left as it is.
package func createFile(_ path: String, _ bytes: [UInt8], mode: UInt32 = 0o644) throws(FileError) {
    let temporary = "\(path).\(getpid()).tmp"
    defer { unlink(temporary) }
    try writeFile(temporary, bytes, mode: mode)
    guard link(temporary, path) == 0 else { throw .system(operation: "create", path: path, errno: errno) }
    try syncFolder(containing: path)
}
