import Glibc

/// Writes a line to standard output; a reader that has gone ends the program quietly, as other tools do.
package func printLine(_ line: String) {
    writeAll(Array((line + "\n").utf8), to: STDOUT_FILENO)
}

package func printBytes(_ bytes: [UInt8]) { writeAll(bytes, to: STDOUT_FILENO) }

package func writeAll(_ bytes: [UInt8], to descriptor: Int32) {
    bytes.withUnsafeBytes { buffer in
        guard let base = buffer.baseAddress else { return }
        var done = 0
        while done < buffer.count {
            let count = write(descriptor, base + done, buffer.count - done)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else {
                if descriptor == STDOUT_FILENO { exit(errno == EPIPE ? ProgramExit.done.rawValue : ProgramExit.tryAgainLater.rawValue) }
                return
            }
            done += count
        }
    }
}

package func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

package var standardOutputIsTerminal: Bool { isTerminal(STDOUT_FILENO) }
package var standardErrorIsTerminal: Bool { isTerminal(STDERR_FILENO) }

/// The terminal's width in columns; nil when standard output is none.
package func terminalColumns() -> Int? {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
}

/// `text` on one line of at most `columns` scalars, fit for a terminal: control and format characters, which could move the cursor or
/// turn the direction of writing, are shown as a dot.
package func displayText(_ text: String, columns: Int) -> String {
    var scalars = String.UnicodeScalarView()
    var count = 0
    for scalar in text.unicodeScalars {
        if count >= columns {
            guard columns > 0 else { return "" }
            scalars.removeLast()
            scalars.append("…")
            break
        }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
            scalars.append(scalar == "\u{200D}" || scalar == "\u{FE0F}" ? scalar : scalar == "\t" ? " " : "·")
        default: scalars.append(scalar)
        }
        count += 1
    }
    return String(scalars)
}
