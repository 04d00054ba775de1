package import ConsolePrograms
package import LabeledData

// What a person and the trainer say to each other over one terminal, decided in a value: keys and answers come in, actions go out; the
// shell around it draws, asks the trainer and knows nothing of what keys mean.
//
//     showing ──1…6──▶ answering ──answered──▶ fetching ──item──▶ showing
//        │ s, u ───────▶ (the same way)                └─none──▶ waiting ──any key──▶ fetching
//        ├─ d ──▶ definitions ──any key──▶ back
//        └─ n ──▶ note ──Enter──▶ answering        Esc ──▶ back
//
// While the trainer is asked, keys are dropped: an answer can never land on a message that has not been read.

package struct LabellingSession: Equatable, Sendable {
    package enum Action: Equatable, Sendable {
        case draw
        case fetch
        case answer(message: String, SafetyClass)
        case skip(message: String)
        case undo
        case note(message: String, String)
        case quit
    }

    package enum Phase: Equatable, Sendable {
        case fetching, showing, answering, definitions, waiting
        case note(String)
    }

    /// Which texts are blurred until `v` shows them.
    package enum Blur: String, CaseIterable, Sendable {
        case auto, always, never
    }

    package private(set) var phase = Phase.fetching
    package private(set) var item: LabellingItem?
    package private(set) var progress = LabellingProgress()
    /// One line of what happened last.
    package private(set) var message = ""
    package private(set) var isTextShown = false
    package private(set) var isGuessShown = false
    /// With nothing to label: nothing will be either, until somebody takes an answer back.
    package private(set) var isFinished = false
    private let blur: Blur
    /// What was on the screen last.
    private var shown: LabellingItem?

    package init(blur: Blur = .auto) { self.blur = blur }

    /// A note is cut off here.
    package static let noteLimit = 500

    // MARK: From the trainer

    /// The next message, or nil when there is none for this annotator now.
    package mutating func received(_ item: LabellingItem?, _ progress: LabellingProgress, isFinished: Bool = false) -> Action {
        // The same message again, after a note: what was uncovered stays so.
        let isKnown = item != nil && item == shown
        self.item = item
        self.progress = progress
        self.isFinished = isFinished
        isGuessShown = false
        guard let item else {
            phase = .waiting
            return .draw
        }
        shown = item
        if !isKnown { isTextShown = blur == .never || blur == .auto && !item.mayDistress }
        phase = .showing
        return .draw
    }

    /// The trainer took what was said.
    package mutating func accepted(_ message: String) -> Action {
        self.message = message
        phase = .fetching
        return .fetch
    }

    /// The trainer took the last answer and has no next message to give: whatever was on the screen is done with.
    package mutating func lostTrainer(_ message: String) -> Action {
        self.message = message
        item = nil
        isFinished = false
        phase = .waiting
        return .draw
    }

    /// The trainer did not take it: the message stays as it is.
    package mutating func refused(_ message: String) -> Action {
        self.message = message
        phase = item == nil ? .waiting : .showing
        return .draw
    }

    // MARK: From the person

    package mutating func pressed(_ key: Key) -> Action {
        if key == .interrupt || key == .endOfInput { return .quit }
        switch phase {
        case .fetching, .answering: return .draw
        case .definitions:
            phase = item == nil ? .waiting : .showing
            return .draw
        case .note(let draft): return edited(draft, key)
        case .waiting: return waiting(key)
        case .showing:
            guard let item else { return .draw }
            return chosen(key, item)
        }
    }

    private mutating func chosen(_ key: Key, _ item: LabellingItem) -> Action {
        guard case .character(let character) = key else { return .draw }
        message = ""
        switch character {
        case "1"..."6":
            guard let number = character.wholeNumberValue else { return .draw }
            guard isTextShown else {
                message = "The text is hidden: press v to read it before you label it."
                return .draw
            }
            phase = .answering
            return .answer(message: item.message, SafetyClass.allCases[number - 1])
        case "s":
            phase = .answering
            return .skip(message: item.message)
        case "u":
            phase = .answering
            return .undo
        case "n": phase = .note("")
        case "v": isTextShown.toggle()
        case "g":
            if item.guess.isEmpty { message = "The model has no guess for this message." } else { isGuessShown.toggle() }
        case "d", "?": phase = .definitions
        case "q": return .quit
        default: message = "Keys: 1 to 6 label, s skip, u undo, n note, d definitions, g guess, v text, q quit."
        }
        return .draw
    }

    private mutating func waiting(_ key: Key) -> Action {
        switch key {
        case .character("q"): return .quit
        case .character("u"):
            phase = .answering
            return .undo
        case .character("d"), .character("?"):
            phase = .definitions
            return .draw
        default:
            phase = .fetching
            return .fetch
        }
    }

    private mutating func edited(_ draft: String, _ key: Key) -> Action {
        switch key {
        case .character(let character):
            if draft.count < Self.noteLimit { phase = .note(draft + String(character)) }
        case .backspace: phase = .note(String(draft.dropLast()))
        case .escape: phase = .showing
        case .enter:
            guard let item, draft.contains(where: { !$0.isWhitespace }) else {
                phase = .showing
                return .draw
            }
            phase = .answering
            return .note(message: item.message, draft)
        case .interrupt, .endOfInput, .other: break
        }
        return .draw
    }
}
