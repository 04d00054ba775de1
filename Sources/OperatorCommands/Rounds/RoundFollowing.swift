package import ConsolePrograms
import Glibc

// Follows a round by asking the trainer again and again. Asking, waiting, the time and the printing are given from outside, so that a
// test plays a round in no time.
//
// A trainer that is restarted under way is a pause and not the end: a request that gets no answer is tried again, for a while.

/// Shows a round until people are needed or it is over.
package struct RoundFollowing {
    package enum Style: Equatable, Sendable {
        /// A block that is drawn over.
        case block
        /// A line for each change.
        case lines
        /// A JSON object for each change.
        case json
    }

    /// What it needs of the world.
    package struct World {
        /// The round as it is now, with the events after a number.
        package var ask: (_ round: String?, _ eventsAfter: Int?) throws(ProgramFailure) -> RoundDocument
        /// Waits between two questions; false when nobody reads any more.
        package var pause: () -> Bool
        /// On a clock that only goes forward.
        package var now: () -> Duration
        package var columns: () -> Int
        package var print: (String) -> Void

        package init(
            ask: @escaping (_ round: String?, _ eventsAfter: Int?) throws(ProgramFailure) -> RoundDocument, pause: @escaping () -> Bool,
            now: @escaping () -> Duration, columns: @escaping () -> Int, print: @escaping (String) -> Void
        ) {
            self.ask = ask
            self.pause = pause
            self.now = now
            self.columns = columns
            self.print = print
        }
    }

    /// Questions without an answer, one after the other, before it gives up: ten seconds' worth.
    package static let patience = 20

    private let style: Style
    private let staysWithPeople: Bool
    private let world: World
    private var pace = WorkPace()
    private var lastChange: RoundChange?
    private var drawnLines = 0

    /// - Parameter staysWithPeople: Goes on while people label, review or decide, until the round is over.
    package init(_ style: Style, staysWithPeople: Bool = false, world: World) {
        self.style = style
        self.staysWithPeople = staysWithPeople
        self.world = world
    }

    /// - Returns: The round as it was last seen.
    /// - Throws: Exit 75 when the trainer does not go on, or does not answer; whatever it refuses.
    package mutating func run(_ round: String?) throws(ProgramFailure) -> RoundDocument {
        var seen = try world.ask(round, nil)
        var failures = 0
        while true {
            show(seen)
            if let trouble = seen.trouble { throw ProgramFailure(.tryAgainLater, "the trainer cannot go on: \(trouble)") }
            if isEnd(seen) { return seen }
            while true {
                guard world.pause() else { return seen }
                do throws(ProgramFailure) {
                    // The same round to the end, even when another one begins.
                    seen = try world.ask(seen.id, seen.lastEvent)
                    failures = 0
                    break
                } catch {
                    failures += 1
                    guard error.exit == .tryAgainLater, failures < Self.patience else { throw error }
                }
            }
        }
    }

    private func isEnd(_ round: RoundDocument) -> Bool {
        switch round.state?.kind {
        case .working: false
        case .awaitingPeople: !staysWithPeople
        case .done, .stopped: true
        // A state of a newer trainer: whoever asks has to look.
        case nil: true
        }
    }

    private mutating func show(_ round: RoundDocument) {
        let change = RoundChange(round)
        switch style {
        case .block:
            let left = pace.secondsLeft(round.work, now: world.now())
            let lines = RoundBlock(round, columns: world.columns(), secondsLeft: left).lines
            let up = drawnLines > 0 ? "\u{1B}[\(drawnLines)A" : ""
            world.print(up + lines.map { "\r\u{1B}[K" + $0 + "\n" }.joined() + "\u{1B}[J")
            drawnLines = lines.count
        case .lines: if change != lastChange { world.print(displayText(RoundChange.line(round), columns: .max) + "\n") }
        case .json: if change != lastChange { world.print(safeJSON(compactLine(round))) }
        }
        lastChange = change
    }
}

extension RoundFollowing.World {
    /// The trainer, standard output and half a second.
    static func real(_ client: DaemonClient) -> Self {
        let start = ContinuousClock.now
        return Self(
            ask: { (round, eventsAfter) throws(ProgramFailure) in try client.round(round, eventsAfter: eventsAfter) },
            pause: { readerStays(milliseconds: 500) }, now: { ContinuousClock.now - start },
            columns: { terminalColumns() ?? 80 }, print: { printBytes(Array($0.utf8)) })
    }
}

/// Waits for the reader of standard output to go away.
///
/// - Returns: True when it is still there after `milliseconds`.
private func readerStays(milliseconds: Int32) -> Bool {
    var subject = pollfd(fd: STDOUT_FILENO, events: 0, revents: 0)
    return poll(&subject, 1, milliseconds) <= 0
}
