import JSONParsing
import LabeledData
import Records

/// A round as clients see it.
struct RoundDocument {
    let store: RecordStore
    let round: RoundRecord
    let work: RoundWork?
    let trouble: String?

    /// - Parameter eventsAfter: Events with a greater number; nil leaves them out.
    func json(eventsAfter: Int?) throws(RecordsError) -> JSONValue {
        let progress = try store.labelProgress(round: round.id)
        let openReviews = try store.openReviewCount(round: round.id)
        let agreement = try store.agreement(round: round.id)
        let labels = try store.settledLabels(round: round.id)
        let bundle = try store.artifact(round: round.id, step: "training", key: "bundle")
        let ownWork = work.flatMap { $0.round == round.id ? $0 : nil }
        var members: [(String, JSONValue)] = [
            ("id", .string(round.id)), ("number", .int(round.number)), ("state", .string(round.state)),
            ("failed_step", text(round.failedStep)), ("reason", text(round.error)), ("created", .string(round.createdAt.description)),
            ("updated", .string(round.updatedAt.description)), ("annotators", .int(round.annotatorsPerItem)),
            ("parameters", round.parameters), ("labels", progress.json),
            ("agreement", ["items": .int(agreement.items), "observed": number(agreement.observed), "kappa": number(agreement.kappa)]),
            (
                "labels_by_class",
                .object(
                    JSONObject(
                        SafetyClass.allCases.map { label in
                            (label.name, .int(labels.count { $0.label == label }))
                        }))
            ),
            (
                "variations",
                .array(
                    try store.variationCounts(round: round.id).map { count in
                        ["label": .string(count.label.name), "verdict": .string(count.verdict), "count": .int(count.count)]
                    })
            ),
            ("open_reviews", .int(openReviews)), ("spending", try store.spending(round: round.id).json), ("bundle", bundle ?? .null),
            ("gate", try gate(bundle?.string)), ("work", ownWork?.json ?? .null),
            ("trouble", round.isRunning ? text(trouble) : .null),
            ("next", .string(next(progress, openReviews: openReviews))),
        ]
        if let eventsAfter {
            let events = try store.events(after: eventsAfter, round: round.id)
            members.append(("events", .array(events.map(\.json))))
        }
        return .object(JSONObject(members))
    }

    private func text(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }
    private func number(_ value: Double?) -> JSONValue { value.map { .double($0) } ?? .null }

    private func gate(_ bundle: String?) throws(RecordsError) -> JSONValue {
        guard let bundle, let record = try store.gateResults(bundle: bundle).last(where: { $0.round == round.id }),
            let result = record.result.object
        else { return .null }
        return [
            "outcome": result["outcome"] ?? .null, "reasons": result["reasons"] ?? [], "set": .string(record.gate),
            "uses": .int(try store.gateSet(record.gate)?.uses ?? 0), "champion": result["champion"] ?? .null, "metrics": .object(result),
        ]
    }

    /// What a person can do now.
    private func next(_ progress: LabelProgress, openReviews: Int) -> String {
        if let trouble, round.isRunning { return "the trainer cannot go on (\(trouble)): mend it, then 'picketctl round advance'" }
        switch RoundState(rawValue: round.state) {
        case .awaitingLabels:
            return progress.remaining > 0
                ? "\(progress.remaining) of \(progress.asked) messages want a label: 'picketctl label', then 'picketctl round advance'"
                : "every message is answered: 'picketctl round advance' goes on"
        case .awaitingReview:
            return openReviews > 0
                ? "\(openReviews) variations want a person's eye: 'picketctl review', then 'picketctl round advance'"
                : "every variation is decided: 'picketctl round advance' goes on"
        case .awaitingApproval:
            return "a named person decides: 'picketctl round approve --reason TEXT' or 'picketctl round reject --reason TEXT'"
        case .failed: return "'picketctl round retry' goes back to the step that failed; 'picketctl round cancel' gives up"
        case .done: return "the new model is the champion; 'picketctl rollback' is the way back"
        case .rejected, .cancelled: return "labels are kept: 'picketctl round start' begins another round with them"
        case .selecting, .generating, .training, .evaluating, .promoting: return "nothing: the trainer is at work"
        case nil: return "this program does not know the state '\(round.state)'"
        }
    }
}

extension LabelProgress {
    var json: JSONValue {
        [
            "asked": .int(asked), "settled": .int(settled), "disputed": .int(disputed), "skipped": .int(skipped), "open": .int(open),
        ]
    }
}

extension Spending {
    var json: JSONValue { ["requests": .int(requests), "tokens": .int(tokens), "cost_micros": .int(costMicros)] }
}

extension RoundWork {
    var json: JSONValue {
        [
            "step": .string(step.rawValue), "note": .string(note), "done": .int(done), "total": .int(total),
            "since": .string(since.description),
        ]
    }
}

extension RecordedEvent {
    var json: JSONValue { ["seq": .int(seq), "at": .string(at.description), "kind": .string(kind), "payload": payload] }
}
