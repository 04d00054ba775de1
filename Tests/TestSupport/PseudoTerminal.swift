import Foundation

/// A terminal without a window: a program at one end, the test as the person at the other. Every wait ends when its patience does.
package final class PseudoTerminal: Sendable {
    /// The person's end.
    private let person: Int32
    /// The program's: what it takes for its terminal.
    package let program: Int32
    private let lock = NSLock()
    nonisolated(unsafe) private var seen: [UInt8] = []
    nonisolated(unsafe) private var isHungUp = false

    package init(columns: Int = 80, rows: Int = 24) throws {
        var (person, program): (Int32, Int32) = (-1, -1)
        guard openpty(&person, &program, nil, nil, nil) == 0 else { throw RawConnectionFailure(operation: "openpty", errno: errno) }
        self.person = person
        self.program = program
        resize(columns: columns, rows: rows)
    }

    deinit {
        if !isHungUp { close(person) }
        close(program)
    }

    package func resize(columns: Int, rows: Int) {
        var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(program, UInt(TIOCSWINSZ), &size)
    }

    package func type(_ keys: String) {
        let bytes = Array(keys.utf8)
        _ = bytes.withUnsafeBytes { write(person, $0.baseAddress, $0.count) }
    }

    /// The line is cut.
    package func hangUp() {
        lock.withLock { isHungUp = true }
        close(person)
    }

    /// Reads what the program writes until `text` has come; what was before it is forgotten.
    ///
    /// - Returns: False when it does not come within `patienceSeconds`.
    package func shows(_ text: String, patienceSeconds: Int = 10) -> Bool {
        lock.withLock {
            while true {
                if let found = Data(seen).range(of: Data(text.utf8)) {
                    seen.removeFirst(found.upperBound)
                    return true
                }
                var subject = pollfd(fd: person, events: Int16(POLLIN), revents: 0)
                guard poll(&subject, 1, Int32(patienceSeconds * 1_000)) > 0 else { return false }
                var buffer = [UInt8](repeating: 0, count: 4_096)
                let count = read(person, &buffer, buffer.count)
                guard count > 0 else { return false }
                seen += buffer[..<count]
            }
        }
    }

    /// Whether the program's end edits lines, echoes and sends signals for keys, as terminals usually do.
    package var isAsUsual: Bool {
        var settings = termios()
        guard tcgetattr(program, &settings) == 0 else { return false }
        let usual = tcflag_t(ICANON | ECHO | ISIG)
        return settings.c_lflag & usual == usual && settings.c_oflag & tcflag_t(OPOST) != 0
    }
}
