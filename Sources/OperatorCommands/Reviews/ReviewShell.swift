package import ConsolePrograms

/// Carries a review between a terminal and the trainer, with keys and answers in the order that `LabellingShell` keeps.
package struct ReviewShell {
    private let desk: ReviewDesk
    private let title: String
    private var session: ReviewSession
    private var keys = KeyWaiting()

    /// - Parameter title: The round and the reviewer.
    package init(_ desk: ReviewDesk, title: String, _ items: [ReviewItem]) {
        self.desk = desk
        self.title = title
        session = ReviewSession(items)
    }

    package var decided: Int { session.decided }
    package var left: Int { session.left }

    /// - Parameter isEnding: Asked ten times a second.
    package mutating func run<Terminal: PersonTerminal & ~Copyable>(on terminal: borrowing Terminal, isEnding: () -> Bool) {
        while true {
            let (columns, rows) = terminal.size()
            terminal.draw(ReviewScreen(session, title: title, columns: columns, rows: rows).lines)
            switch keys.next(on: terminal, isEnding: isEnding) {
            case .ended: return
            case .resized: break
            case .keys(let pressed): if press(pressed, on: terminal) == .quit { return }
            }
        }
    }

    private mutating func press<Terminal: PersonTerminal & ~Copyable>(
        _ pressed: [Key], on terminal: borrowing Terminal
    ) -> ReviewSession.Action {
        for (index, key) in pressed.enumerated() {
            switch session.pressed(key) {
            case .quit: return .quit
            case .draw: continue
            case .decide(let variation, let decision):
                var refusal: String?
                do throws(ProgramFailure) { try desk.decide(variation, decision) } catch { refusal = error.message }
                var isEnding = false
                for late in pressed[(index + 1)...] + keys.keysSoFar(on: terminal) where session.pressed(late) == .quit { isEnding = true }
                // The decision counts, even when nobody wants to see what comes next.
                let action = refusal.map { session.refused($0) } ?? session.accepted(decision)
                return isEnding ? .quit : action
            }
        }
        return .draw
    }
}
