package import ConsolePrograms
package import JSONParsing

// Reads again and again. Reading, time and output are given from outside, so that a test plays an hour in no time.
//
// A daemon that does not answer is shown as such and asked again: it may be restarting.

/// Turns readings into what is shown, one after the other.
package struct TopFollowing {
    package enum Step: Equatable, Sendable {
        /// The first reading: a second one is needed before there is anything to say.
        case first
        case figures(TopFigures)
        /// The daemon does not answer, for so many seconds now.
        case silent(reason: String, seconds: Double)
    }

    private var last: (reading: TopReading, at: Double)?
    private var silentSince: Double?

    package init() {}

    /// - Parameters:
    ///   - reading: What the daemon said, or why it said nothing.
    ///   - now: Seconds of a clock that only goes forward.
    ///   - time: Seconds since 1970-01-01T00:00:00Z.
    package mutating func take(_ reading: Result<TopReading, ProgramFailure>, now: Double, time: Double) -> Step {
        switch reading {
        case .failure(let failure):
            let since = silentSince ?? now
            silentSince = since
            return .silent(reason: failure.message, seconds: now - since)
        case .success(let reading):
            silentSince = nil
            defer { last = (reading, now) }
            guard let last else { return .first }
            return .figures(TopFigures(from: last.reading, to: reading, seconds: now - last.at, time: time))
        }
    }
}

extension TopFollowing.Step {
    package func lines(columns: Int) -> [String] {
        switch self {
        case .first: ["reading …"]
        case .figures(let figures): TopScreen(columns: columns).lines(figures)
        case .silent(let reason, let seconds):
            [displayText("picketd has not answered for \(TopScreen.span(seconds)): \(reason)", columns: max(20, columns))]
        }
    }

    /// Nil where there is nothing to say.
    package var json: JSONValue? {
        switch self {
        case .first: nil
        case .figures(let figures): figures.json
        case .silent(let reason, let seconds): ["silent_seconds": .double(seconds), "reason": .string(reason)]
        }
    }
}
