package import Classification
package import ServiceManager

/// The clock: promotions, rounds and the timer go by it.
package struct ClockCheck: Equatable, Sendable {
    package var state: ClockState
    package var now: UTCTime
    package var champion: BundleID?

    package init(state: ClockState, now: UTCTime, champion: BundleID?) {
        self.state = state
        self.now = now
        self.champion = champion
    }

    package var finding: Finding {
        // An id begins with the time at which the bundle was made, in the same form: order of text is order of time.
        if let champion, now.compact < champion.text.prefix(while: { $0 != "-" }) {
            return .failing(
                "clock", "it says \(now.iso8601), and the champion \(champion) was made later",
                remedy: "set it right: sudo timedatectl set-ntp true, then timedatectl status")
        }
        switch state {
        case .synchronized: return .ok("clock", "\(now.iso8601), synchronised")
        case .unsynchronized:
            return .warning(
                "clock", "\(now.iso8601), and nothing keeps it right", remedy: "let NTP keep it: sudo timedatectl set-ntp true")
        case .unknown(let code):
            return .skipped(
                "clock", "\(now.iso8601); whether something keeps it right cannot be asked here: \(errorWords(code))",
                remedy: "look on the host: timedatectl status")
        }
    }
}
