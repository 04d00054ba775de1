import Glibc

/// The terminal on standard input, with keys as they are pressed: no line editing, no echo, no signal keys. As it was, once it goes away.
///
/// It draws on the alternate screen, so that nothing that was shown stays in the window or its history.
package struct RawTerminal: ~Copyable {
    private let before: termios

    private init(before: termios) {
        self.before = before
        printBytes(Array("\u{1B}[?1049h\u{1B}[?25l".utf8))
    }

    /// - Returns: Nil when standard input or output is no terminal.
    package static func open() -> RawTerminal? {
        var settings = termios()
        guard isTerminal(STDIN_FILENO), isTerminal(STDOUT_FILENO), tcgetattr(STDIN_FILENO, &settings) == 0 else { return nil }
        let before = settings
        cfmakeraw(&settings)
        // A read waits for a byte, or a tenth of a second.
        withUnsafeMutableBytes(of: &settings.c_cc) { bytes in
            bytes[Int(VMIN)] = 0
            bytes[Int(VTIME)] = 1
        }
        guard tcsetattr(STDIN_FILENO, TCSAFLUSH, &settings) == 0 else { return nil }
        return RawTerminal(before: before)
    }

    deinit {
        printBytes(Array("\u{1B}[?25h\u{1B}[?1049l".utf8))
        var settings = before
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &settings)
    }

    /// What was typed within a tenth of a second; nil when the terminal has gone.
    package borrowing func read() -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = Glibc.read(STDIN_FILENO, &buffer, buffer.count)
        if count < 0 { return errno == EINTR || errno == EAGAIN ? [] : nil }
        return Array(buffer[0..<count])
    }

    /// Draws lines from the top left, and nothing below them.
    package borrowing func draw(_ lines: [String]) {
        let text = lines.map { $0 + "\u{1B}[K" }.joined(separator: "\r\n")
        printBytes(Array(("\u{1B}[H" + text + "\u{1B}[J").utf8))
    }

    /// Columns and rows.
    package borrowing func size() -> (columns: Int, rows: Int) {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return (80, 24) }
        return (Int(size.ws_col), Int(size.ws_row))
    }
}
