import ConsolePrograms

/// The parts of a round in words, as every report of it has them.
extension RoundDocument {
    package var labelWords: String {
        let labels = self.labels
        guard labels.asked > 0 else { return "none asked yet" }
        var words = "\(labels.settled)/\(labels.asked) settled"
        if labels.disputed > 0 { words += ", \(labels.disputed) disputed" }
        if labels.skipped > 0 { words += ", \(labels.skipped) skipped" }
        return words
    }

    package var variationWords: String {
        let verdicts = self.verdicts
        return verdicts.isEmpty ? "none yet" : verdicts.map { "\($0.count) \($0.verdict)" }.joined(separator: ", ")
    }

    package var spendingWords: String {
        let spending = self.spending
        return "\(spending.requests) \(spending.requests == 1 ? "request" : "requests"), \(spending.tokens) tokens, cost "
            + money(micros: spending.costMicros)
    }

    /// Nil when no item was labelled twice.
    package var agreementWords: String? {
        let agreement = self.agreement
        guard agreement.items > 0 else { return nil }
        let kappa = agreement.kappa.map(decimals3) ?? "undefined"
        let observed = agreement.observed.map { ", \(decimals3($0)) of them alike" } ?? ""
        return "kappa \(kappa) on \(agreement.items) \(agreement.items == 1 ? "message" : "messages")\(observed)"
    }

    /// The same where there is little room.
    package var kappaWords: String? {
        let agreement = self.agreement
        return agreement.items > 0 ? "kappa \(agreement.kappa.map(decimals3) ?? "undefined") on \(agreement.items)" : nil
    }

    /// What the trainer does now, and how far it is.
    package var workWords: String? {
        guard let work else { return nil }
        let words = work.note.isEmpty ? work.step : work.note
        return work.total > 0 ? "\(words) \(work.done)/\(work.total)" : words
    }

    /// Why a person has to decide.
    package var approvalWords: String? { state == .awaitingApproval ? reason.map { "asks for a person: \($0)" } : nil }

    /// How a round ended that did not end well, or why it does not go on.
    package var troubleWords: String? {
        if let trouble { return "the trainer cannot go on: \(trouble)" }
        guard state?.kind == .stopped else { return nil }
        let place = failedStep.map { " while \($0.rawValue)" } ?? ""
        return stateName + place + (reason.map { ": \($0)" } ?? "")
    }
}
