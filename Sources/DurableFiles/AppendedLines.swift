import Glibc
import Synchronization

// A journal: lines that are added and never changed.
//
// Invariant: the first `end` bytes are whole lines. What stands behind them is the torn rest of an append that failed or was cut off by a
// crash. Readers pass over it, and the next append cuts it off before it writes, so that no line is ever glued to the rest of another; a
// file that is only held and read is left as it is. The lock is the kernel's (flock) and ends with its holder, however that ends.
//
// Cost: an append is one write and one sync. Taking hold reads backwards to the last newline.

/// A file of lines that only grows, held by one owner at a time, who may append from several threads.
package struct AppendedLines: ~Copyable, Sendable {
    private struct State {
        let descriptor: Int32
        var end: Int
    }

    private let path: String
    private let state: Mutex<State>

    /// Opens or makes the file and takes its lock.
    ///
    /// - Returns: Nil when another process, or another value in this one, holds it.
    package static func hold(_ path: String, mode: UInt32 = 0o644) throws(FileError) -> AppendedLines? {
        let isNew = access(path, F_OK) != 0
        let descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK, mode)
        guard descriptor >= 0 else { throw .system(operation: "open", path: path, errno: errno) }
        do throws(FileError) {
            var status = stat()
            guard fstat(descriptor, &status) == 0 else { throw .system(operation: "examine", path: path, errno: errno) }
            guard status.st_mode & S_IFMT == S_IFREG else { throw .notARegularFile(path: path) }
            if isNew { try syncFolder(containing: path) }
            if try lock(descriptor, path) {
                return AppendedLines(path: path, descriptor: descriptor, end: try endOfLines(descriptor, path))
            }
        } catch {
            close(descriptor)
            throw error
        }
        close(descriptor)
        return nil
    }

    private init(path: String, descriptor: Int32, end: Int) {
        self.path = path
        state = Mutex(State(descriptor: descriptor, end: end))
    }

    deinit { state.withLock { _ = close($0.descriptor) } }

    /// Adds a line; it is on the disk when the call returns.
    ///
    /// - Parameter line: Without a newline in it.
    package func append(_ line: [UInt8]) throws(FileError) { try append([line]) }

    /// Adds lines in one write: of an append that is cut off, a reader may find the first of them.
    ///
    /// - Throws: What was written of them is cut off again: at once, or by the next append where that fails too.
    package func append(_ lines: [[UInt8]]) throws(FileError) {
        let bytes = lines.flatMap { $0 + [UInt8(ascii: "\n")] }
        try act { state in
            if let failure = Self.cut(state) ?? Self.write(bytes, state.descriptor) {
                _ = Self.cut(state)
                return failure
            }
            state.end += bytes.count
            return nil
        }
    }

    /// Drops what stands after the first `count` bytes, which are to be whole lines.
    package func cut(to count: Int) throws(FileError) {
        try act { state in
            state.end = min(state.end, max(0, count))
            return Self.cut(state)
        }
    }

    private typealias Failure = (operation: String, code: Int32)

    private func act(_ body: (inout sending State) -> sending Failure?) throws(FileError) {
        if let failure = state.withLock(body) { throw .system(operation: failure.operation, path: path, errno: failure.code) }
    }

    private static func write(_ bytes: [UInt8], _ descriptor: Int32) -> Failure? {
        var done = 0
        while done < bytes.count {
            let count = bytes[done...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                return ("append to", errno)
            }
            done += count
        }
        return fdatasync(descriptor) == 0 ? nil : ("sync", errno)
    }

    private static func cut(_ state: State) -> Failure? {
        var status = stat()
        guard fstat(state.descriptor, &status) == 0 else { return ("examine", errno) }
        guard Int(status.st_size) > state.end else { return nil }
        guard ftruncate(state.descriptor, off_t(state.end)) == 0, fsync(state.descriptor) == 0 else { return ("cut", errno) }
        return nil
    }

    /// - Returns: False when somebody else has the lock.
    private static func lock(_ descriptor: Int32, _ path: String) throws(FileError) -> Bool {
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            switch errno {
            case EINTR: continue
            case EWOULDBLOCK: return false
            case let code: throw .system(operation: "lock", path: path, errno: code)
            }
        }
        return true
    }

    /// The index after the last newline.
    private static func endOfLines(_ descriptor: Int32, _ path: String) throws(FileError) -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .system(operation: "examine", path: path, errno: errno) }
        let reading = DescriptorReading(descriptor: descriptor, path: path)
        var end = Int(status.st_size)
        while end > 0 {
            let start = max(0, end - (1 << 16))
            if let newline = try reading.read(count: end - start, at: start).lastIndex(of: UInt8(ascii: "\n")) {
                return start + newline + 1
            }
            end = start
        }
        return 0
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
