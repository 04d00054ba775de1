package import ConsolePrograms

/// Carries a labelling session between a terminal and the trainer.
///
/// While the trainer is asked nobody reads the keys. Those that were pressed meanwhile are given to the session before the answer is, so
/// that they mean what they meant when they were pressed: nothing, or the end.
package struct LabellingShell {
    private let desk: LabellingDesk
    private let title: String
    private var session: LabellingSession
    private var keys = KeyWaiting()
    /// In words, as it was last seen.
    package private(set) var agreement: String?

    /// - Parameter title: The round and the annotator.
    package init(_ desk: LabellingDesk, title: String, blur: LabellingSession.Blur) {
        self.desk = desk
        self.title = title
        session = LabellingSession(blur: blur)
    }

    package var progress: LabellingProgress { session.progress }

    /// - Parameter isEnding: Asked ten times a second.
    /// - Throws: What the trainer says when it has no first message to give.
    package mutating func run<Terminal: PersonTerminal & ~Copyable>(
        on terminal: borrowing Terminal, isEnding: () -> Bool
    ) throws(ProgramFailure) {
        draw(on: terminal)
        take(try desk.next())
        refreshAgreement()
        draw(on: terminal)
        while true {
            switch keys.next(on: terminal, isEnding: isEnding) {
            case .ended: return
            case .resized: break
            case .keys(let pressed): if press(pressed, on: terminal) == .quit { return }
            }
            draw(on: terminal)
        }
    }

    private mutating func press<Terminal: PersonTerminal & ~Copyable>(
        _ pressed: [Key], on terminal: borrowing Terminal
    ) -> LabellingSession.Action {
        for (index, key) in pressed.enumerated() {
            var action = session.pressed(key)
            if action == .quit { return .quit }
            guard action != .draw else { continue }
            while action != .draw {
                let step = ask(action)
                for late in pressed[(index + 1)...] + keys.keysSoFar(on: terminal) where session.pressed(late) == .quit { return .quit }
                action = step(&session)
            }
            refreshAgreement()
            return .draw
        }
        return .draw
    }

    /// Asks the trainer.
    ///
    /// - Returns: What the session is to be told.
    private func ask(_ action: LabellingSession.Action) -> (inout LabellingSession) -> LabellingSession.Action {
        do throws(ProgramFailure) {
            let reply =
                switch action {
                case .answer(let message, let label): try desk.label(message, label)
                case .skip(let message): try desk.skip(message)
                case .note(let message, let note): try desk.note(message, note)
                case .undo: try desk.undo()
                case .fetch, .draw, .quit: try desk.next()
                }
            return { Self.tell(&$0, reply) }
        } catch {
            let reason = error.message
            return action == .fetch ? { $0.lostTrainer(reason) } : { $0.refused(reason) }
        }
    }

    private mutating func take(_ reply: LabellingDesk.Reply) { _ = Self.tell(&session, reply) }

    private static func tell(_ session: inout LabellingSession, _ reply: LabellingDesk.Reply) -> LabellingSession.Action {
        switch reply {
        case .item(let item, let progress, let isFinished): session.received(item, progress, isFinished: isFinished)
        case .taken(let message): session.accepted(message)
        case .refused(let message): session.refused(message)
        }
    }

    /// Nothing depends on it: when the trainer does not say, what it said before stays.
    private mutating func refreshAgreement() {
        if let words = try? desk.agreement() { agreement = words }
    }

    private func draw<Terminal: PersonTerminal & ~Copyable>(on terminal: borrowing Terminal) {
        let (columns, rows) = terminal.size()
        let words = agreement.map { "\(title) · \($0)" } ?? title
        terminal.draw(LabellingScreen(session, title: words, columns: columns, rows: rows).lines)
    }
}
