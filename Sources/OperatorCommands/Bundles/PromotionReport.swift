import Classification
import ConsolePrograms
import JSONParsing

/// What came of a promotion or a rollback, for the person or program that asked.
struct PromotionReport {
    let outcome: Promoter.Outcome
    /// The bundle that was to be the champion.
    let wanted: BundleID?
    /// Of the daemon; nil when none was to be asked.
    let socket: String?

    /// Prints what was done; what was not ends the program.
    func print(json: Bool) throws {
        if json { printLine(JSONWriter.compactText(object)) }
        let champion = outcome.champion?.text ?? "none"
        switch outcome.result {
        case .refused(let why):
            throw ProgramFailure(.no, "picketd refuses \(wanted?.text ?? "the bundle"): \(why); the champion is still \(champion)")
        case .unclear(let why):
            throw ProgramFailure(.tryAgainLater, "picketd gave no clear answer: \(why); the champion is still \(champion)")
        case .promoted, .unchanged:
            guard !json else { return }
            if let milliseconds = outcome.milliseconds {
                printLine("picketd serves \(champion) (loaded in \(milliseconds) ms)")
            } else if outcome.isServed {
                printLine("picketd serves \(champion) already")
            } else if let socket {
                printLine("picketd does not run behind '\(socket)': it serves \(champion) when it starts")
            }
            printLine("champion is \(champion)")
        }
    }

    var object: JSONValue {
        let (name, why): (String, String?) =
            switch outcome.result {
            case .promoted: ("promoted", nil)
            case .unchanged: ("unchanged", nil)
            case .refused(let why): ("refused", why)
            case .unclear(let why): ("unclear", why)
            }
        return [
            "result": .string(name), "champion": outcome.champion.map { .string($0.text) } ?? nil, "served": .bool(outcome.isServed),
            "milliseconds": outcome.milliseconds.map { .int($0) } ?? nil, "why": why.map { .string($0) } ?? nil,
        ]
    }
}
