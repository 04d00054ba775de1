package import ConsolePrograms
package import JSONParsing

/// A round as the trainer describes it. What is missing or of another kind is read as absent: the trainer may be of another version.
package struct RoundDocument: Equatable, Sendable {
    /// What the trainer does at this moment.
    package struct Work: Equatable, Sendable {
        package var step: String
        package var note: String
        package var done: Int
        /// 0: nobody knows.
        package var total: Int

        package init(step: String, note: String, done: Int, total: Int) {
            self.step = step
            self.note = note
            self.done = done
            self.total = total
        }
    }

    package struct VariationCount: Equatable, Sendable {
        package var label: String
        package var verdict: String
        package var count: Int
    }

    package struct Event: Equatable, Sendable {
        package var at: String
        package var kind: String
        package var payload: JSONObject
    }

    package let json: JSONObject
    package let id: String
    package let stateName: String
    package let variations: [VariationCount]
    package let events: [Event]
    /// The number of the newest event.
    package let lastEvent: Int?

    /// - Throws: Exit 70 for an answer that is no round.
    package init(_ json: JSONObject) throws(ProgramFailure) {
        guard let id = json["id"]?.string, let state = json["state"]?.string else {
            throw ProgramFailure(.ourBug, "the trainer's answer is no round: it has no 'id' and 'state'")
        }
        self.json = json
        self.id = id
        stateName = state
        variations = (json["variations"]?.array ?? []).compactMap { element in
            guard let object = element.object, let label = object["label"]?.string, let verdict = object["verdict"]?.string else {
                return nil
            }
            return VariationCount(label: label, verdict: verdict, count: object["count"]?.int ?? 0)
        }
        let objects = (json["events"]?.array ?? []).compactMap(\.object)
        events = objects.map { object in
            Event(
                at: object["at"]?.string ?? "–", kind: object["kind"]?.string ?? "–", payload: object["payload"]?.object ?? JSONObject())
        }
        lastEvent = objects.compactMap { $0["seq"]?.int }.max()
    }

    /// Nil for a state that this program does not know.
    package var state: RoundState? { RoundState(rawValue: stateName) }
    package var failedStep: RoundState? { string("failed_step").flatMap(RoundState.init(rawValue:)) }
    package var reason: String? { string("reason") }
    package var next: String? { string("next") }
    /// Why the trainer does not go on although it is its turn.
    package var trouble: String? { string("trouble") }
    package var bundle: String? { string("bundle") }
    package var annotators: Int { json["annotators"]?.int ?? 1 }
    package var openReviews: Int { json["open_reviews"]?.int ?? 0 }
    package var parameters: JSONObject { object("parameters") }
    package var gate: JSONObject? { json["gate"]?.object }

    package var labels: LabellingProgress { LabellingProgress(object("labels")) }
    package var openLabels: Int { object("labels")["open"]?.int ?? 0 }

    /// Items that two people labelled, the part on which they agree, and Cohen's kappa.
    package var agreement: (items: Int, observed: Double?, kappa: Double?) {
        let agreement = object("agreement")
        return (agreement["items"]?.int ?? 0, agreement["observed"]?.double, agreement["kappa"]?.double)
    }

    package var spending: (requests: Int, tokens: Int, costMicros: Int) {
        let spending = object("spending")
        return (spending["requests"]?.int ?? 0, spending["tokens"]?.int ?? 0, spending["cost_micros"]?.int ?? 0)
    }

    package var work: Work? {
        guard let work = json["work"]?.object else { return nil }
        return Work(
            step: work["step"]?.string ?? stateName, note: work["note"]?.string ?? "", done: work["done"]?.int ?? 0,
            total: work["total"]?.int ?? 0)
    }

    /// Variations by verdict, in the order in which the trainer names them.
    package var verdicts: [(verdict: String, count: Int)] {
        var verdicts: [(verdict: String, count: Int)] = []
        for variation in variations {
            if let index = verdicts.firstIndex(where: { $0.verdict == variation.verdict }) {
                verdicts[index].count = verdicts[index].count.addingClamped(variation.count)
            } else {
                verdicts.append((variation.verdict, variation.count))
            }
        }
        return verdicts
    }

    package func string(_ name: String) -> String? { json[name]?.string }

    private func object(_ name: String) -> JSONObject { json[name]?.object ?? JSONObject() }
}

extension Int {
    /// The sum, or the nearest number there is: the trainer's figures are not ours to trust.
    func addingClamped(_ other: Int) -> Int {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other < 0 ? .min : .max) : sum
    }
}

extension LabellingProgress {
    package init(_ json: JSONObject) {
        self.init(
            asked: json["asked"]?.int ?? 0, settled: json["settled"]?.int ?? 0, skipped: json["skipped"]?.int ?? 0,
            disputed: json["disputed"]?.int ?? 0)
    }
}
