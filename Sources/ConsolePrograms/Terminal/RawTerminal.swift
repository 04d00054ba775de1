import Glibc

/// A terminal with keys as they are pressed: no line editing, no echo, no signal keys. As it was, once the value goes away.
///
/// It draws on the alternate screen, so that nothing that was shown stays in the window or its history.
package struct RawTerminal: PersonTerminal, ~Copyable {
    private let input: Int32
    private let output: Int32
    private let before: termios

    private init(input: Int32, output: Int32, before: termios) {
        self.input = input
        self.output = output
        self.before = before
        send("\u{1B}[?1049h\u{1B}[?25l")
    }

    /// - Returns: Nil when one of the descriptors is no terminal.
    package static func open(input: Int32 = STDIN_FILENO, output: Int32 = STDOUT_FILENO) -> RawTerminal? {
        var settings = termios()
        guard isTerminal(input), isTerminal(output), tcgetattr(input, &settings) == 0 else { return nil }
        let before = settings
        cfmakeraw(&settings)
        // A read waits for a byte, or a tenth of a second.
        withUnsafeMutableBytes(of: &settings.c_cc) { bytes in
            bytes[Int(VMIN)] = 0
            bytes[Int(VTIME)] = 1
        }
        guard tcsetattr(input, TCSAFLUSH, &settings) == 0 else { return nil }
        return RawTerminal(input: input, output: output, before: before)
    }

    deinit {
        send("\u{1B}[?25h\u{1B}[?1049l")
        var settings = before
        tcsetattr(input, TCSAFLUSH, &settings)
    }

    package borrowing func read() -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = Glibc.read(input, &buffer, buffer.count)
        if count < 0 { return errno == EINTR || errno == EAGAIN ? [] : nil }
        // Nothing came, or nothing ever will: a terminal that has gone reads as empty, at once and for ever.
        if count == 0, events(POLLIN) & Int16(POLLHUP | POLLERR | POLLNVAL) != 0 { return nil }
        return Array(buffer[0..<count])
    }

    package borrowing func typed() -> [UInt8] {
        var typed: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 256)
        while events(POLLIN) & Int16(POLLIN) != 0, case let count = Glibc.read(input, &buffer, buffer.count), count > 0 {
            typed += buffer[0..<count]
        }
        return typed
    }

    package borrowing func draw(_ lines: [String]) {
        // A line is wiped before it is written: after one that fills the window, the wiping would take its last character.
        let text = lines.map { "\u{1B}[K" + $0 }.joined(separator: "\r\n")
        send("\u{1B}[H" + text + (lines.count < size().rows ? "\r\n\u{1B}[J" : ""))
    }

    package borrowing func size() -> (columns: Int, rows: Int) {
        var size = winsize()
        guard ioctl(output, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return (80, 24) }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    /// What `poll` says of the input at this moment.
    private borrowing func events(_ wanted: Int32) -> Int16 {
        var subject = pollfd(fd: input, events: Int16(wanted), revents: 0)
        return poll(&subject, 1, 0) > 0 ? subject.revents : 0
    }

    /// A terminal that takes nothing any more has gone; the next `read` says so.
    private borrowing func send(_ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(output, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
