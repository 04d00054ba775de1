import Glibc

/// Makes `path` and the folders above it, as `mkdir -p` does.
package func makeFolder(_ path: String, mode: UInt32 = 0o755) throws(FileError) {
    if mkdir(path, mode) == 0 { return }
    switch errno {
    case EEXIST where isFolder(path): return
    case ENOENT where folder(of: path) != path:
        try makeFolder(folder(of: path), mode: mode)
        guard mkdir(path, mode) == 0 || errno == EEXIST else { throw .system(operation: "make folder", path: path, errno: errno) }
    case let code: throw .system(operation: "make folder", path: path, errno: code)
    }
}

package func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
}

package func isFile(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
}

/// The names in a folder, without "." and "..", sorted by their bytes.
package func names(in path: String) throws(FileError) -> [String] {
    guard let stream = opendir(path) else { throw .system(operation: "list", path: path, errno: errno) }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
            pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
}

/// Every regular file below `path`, as paths relative to it, sorted by their bytes. Symbolic links are not followed and not listed.
package func filesRecursively(in path: String) throws(FileError) -> [String] { try entriesRecursively(in: path).files }

/// Everything below `path` that is no folder, as paths relative to it, sorted by their bytes: regular files, and all else (links,
/// sockets, pipes, devices).
package func entriesRecursively(in path: String) throws(FileError) -> (files: [String], others: [String]) {
    var found: [String] = []
    var others: [String] = []
    var pending = [""]
    while let relative = pending.popLast() {
        for name in try names(in: relative.isEmpty ? path : "\(path)/\(relative)") {
            let child = relative.isEmpty ? name : "\(relative)/\(name)"
            var status = stat()
            guard lstat("\(path)/\(child)", &status) == 0 else {
                throw .system(operation: "examine", path: "\(path)/\(child)", errno: errno)
            }
            switch status.st_mode & S_IFMT {
            case S_IFDIR: pending.append(child)
            case S_IFREG: found.append(child)
            default: others.append(child)
            }
        }
    }
    func sorted(_ paths: [String]) -> [String] { paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }
    return (sorted(found), sorted(others))
}

/// Removes a folder and everything below it; a folder that is not there is no error.
package func removeFolder(_ path: String) throws(FileError) {
    var status = stat()
    guard lstat(path, &status) == 0 else {
        if errno == ENOENT { return }
        throw .system(operation: "examine", path: path, errno: errno)
    }
    if status.st_mode & S_IFMT == S_IFDIR {
        for name in try names(in: path) { try removeFolder("\(path)/\(name)") }
        guard rmdir(path) == 0 else { throw .system(operation: "remove", path: path, errno: errno) }
    } else {
        guard unlink(path) == 0 else { throw .system(operation: "remove", path: path, errno: errno) }
    }
}

/// What a symbolic link names; nil when `path` is not there or is no link.
package func linkTarget(_ path: String) -> String? {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
    let count = readlink(path, &buffer, Int(PATH_MAX))
    guard count > 0 else { return nil }
    return String(decoding: buffer[0..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

/// Points the symbolic link `path` at `target` in one step: it names the old target or the new one at every moment.
package func replaceLink(_ path: String, target: String) throws(FileError) {
    let temporary = "\(path).\(getpid()).tmp"
    unlink(temporary)
    guard symlink(target, temporary) == 0 else { throw .system(operation: "link", path: temporary, errno: errno) }
    do throws(FileError) { try renameEntry(from: temporary, to: path) } catch {
        unlink(temporary)
        throw error
    }
}

/// Removes a symbolic link and syncs the folder that held it; a link that is not there is no error.
package func removeLink(_ path: String) throws(FileError) {
    guard unlink(path) == 0 || errno == ENOENT else { throw .system(operation: "remove", path: path, errno: errno) }
    try syncFolder(containing: path)
}
