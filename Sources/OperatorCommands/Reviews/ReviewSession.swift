package import ConsolePrograms
import LabeledData

// Goes through open variations with a person, decided in a value as `LabellingSession` is: keys and answers come in, actions go out.
//
//     showing ──a, r, 1…6──▶ deciding ──decided──▶ the next one, or finished
//        ├─ s ──▶ the next one; this one comes again after all others
//        └─ d ──▶ definitions ──any key──▶ back
//
// While the trainer is asked, keys are dropped: a decision can never land on a variation that has not been read.

package struct ReviewSession: Equatable, Sendable {
    package enum Action: Equatable, Sendable {
        case draw
        case decide(variation: String, ReviewDecision)
        case quit
    }

    package enum Phase: Equatable, Sendable {
        case showing, deciding, definitions
        /// Every variation of the list is decided.
        case finished
    }

    package private(set) var phase: Phase
    /// What waits, the one on the screen first.
    private var queue: [ReviewItem]
    package private(set) var decided = 0
    /// One line of what happened last.
    package private(set) var message = ""

    package init(_ items: [ReviewItem]) {
        queue = items
        phase = items.isEmpty ? .finished : .showing
    }

    package var item: ReviewItem? { queue.first }
    package var left: Int { queue.count }

    // MARK: From the trainer

    /// The trainer took the decision.
    package mutating func accepted(_ decision: ReviewDecision) -> Action {
        if !queue.isEmpty { queue.removeFirst() }
        decided += 1
        message =
            switch decision {
            case .accept: "Accepted."
            case .reject: "Rejected."
            case .relabel(let label): "Taken as \(label.name)."
            }
        phase = queue.isEmpty ? .finished : .showing
        return phase == .finished ? .quit : .draw
    }

    /// The trainer did not take it: the variation stays as it is.
    package mutating func refused(_ message: String) -> Action {
        self.message = message
        phase = .showing
        return .draw
    }

    // MARK: From the person

    package mutating func pressed(_ key: Key) -> Action {
        if key == .interrupt || key == .endOfInput { return .quit }
        switch phase {
        case .deciding: return .draw
        case .finished: return .quit
        case .definitions:
            phase = .showing
            return .draw
        case .showing:
            guard case .character(let character) = key, let item else { return .draw }
            return chosen(character, item)
        }
    }

    private mutating func chosen(_ character: Character, _ item: ReviewItem) -> Action {
        message = ""
        switch character {
        case "a": return decide(item, .accept)
        case "r": return decide(item, .reject)
        case "1"..."6":
            guard let number = character.wholeNumberValue, SafetyClass.allCases.indices.contains(number - 1) else { return .draw }
            let label = SafetyClass.allCases[number - 1]
            return decide(item, label == item.label ? .accept : .relabel(label))
        case "s":
            queue.append(queue.removeFirst())
            if queue.count == 1 { message = "It is the only one left." }
        case "d", "?": phase = .definitions
        case "q": return .quit
        default: message = "Keys: a accept, r reject, 1 to 6 another class, s later, d definitions, q quit."
        }
        return .draw
    }

    private mutating func decide(_ item: ReviewItem, _ decision: ReviewDecision) -> Action {
        phase = .deciding
        return .decide(variation: item.variation, decision)
    }
}
