import Glibc
import Synchronization

/// A bar on standard error for work of a known size; on anything but a terminal it is silent.
///
///     embedding  [##########··········]  512/1024  1024/s  1 s left
///
/// It appears only when the work takes longer than half a second, and is wiped by `finish`. Any thread may report.
package final class ProgressBar: Sendable {
    private let title: String
    private let total: Int
    private let isShown = standardErrorIsTerminal
    private let start = ContinuousClock.now
    private let state: Mutex<(lastDrawn: ContinuousClock.Instant, hasDrawn: Bool)>

    package init(_ title: String, total: Int) {
        self.title = title
        self.total = total
        state = Mutex((start, false))
    }

    /// - Parameters:
    ///   - done: Units that are finished.
    ///   - note: What else is worth seeing.
    package func update(_ done: Int, note: String = "") {
        let now = ContinuousClock.now
        guard isShown, now - start > .milliseconds(500) else { return }
        state.withLock { state in
            guard now - state.lastDrawn > .milliseconds(100) else { return }
            state = (now, true)
            let line = Self.line(title, done: done, total: total, seconds: (now - start) / .seconds(1)) + (note.isEmpty ? "" : "  " + note)
            writeAll(Array(("\r\u{1B}[K" + line).utf8), to: STDERR_FILENO)
        }
    }

    package func finish() {
        state.withLock { state in
            if state.hasDrawn { writeAll(Array("\r\u{1B}[K".utf8), to: STDERR_FILENO) }
            state.hasDrawn = false
        }
    }

    /// One state of the bar.
    package static func line(_ title: String, done: Int, total: Int, seconds: Double) -> String {
        let width = 20
        let filled = total > 0 ? min(width, width * done / total) : width
        let rate = seconds > 0 ? Double(done) / seconds : 0
        let left = rate > 0 ? Int((Double(total - done) / rate).rounded(.up)) : 0
        let bar = String(repeating: "#", count: filled) + String(repeating: "·", count: width - filled)
        return "\(title)  [\(bar)]  \(done)/\(total)  \(Int(rate.rounded()))/s  \(left) s left"
    }
}
