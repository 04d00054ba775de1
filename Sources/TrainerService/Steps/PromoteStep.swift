import Classification
import ConsolePrograms
import JSONParsing
import Records

/// Has the daemon serve the round's bundle, and makes it the champion. Safe to repeat: a change that was cut off is finished.
struct PromoteStep {
    let context: StepContext

    func run() throws(StepError) -> RoundEvent {
        let (store, round) = (context.store, context.round.id)
        let (bundle, approval) = try recordsPart { () throws(RecordsError) in
            (
                try store.artifact(round: round, step: "training", key: "bundle")?.string,
                try store.approvals(round: round).last { $0.isApproved }
            )
        }
        guard let id = bundle.flatMap(BundleID.init) else { throw .failed("the round has no bundle: its training has to be done again") }
        context.report("promoting \(id)", 0, 0)
        let outcome = try stepPart { () throws(ProgramFailure) in
            try step { () throws(ClassificationError) in
                let gate = try readManifest(context.models.folder(of: id)).gateOutcome
                return try Promoter(models: context.models, daemon: context.daemon()).promote(
                    id, by: approval?.who ?? "picket-trainer", reason: approval?.reason ?? "round \(round)", gate: gate)
            }
        }
        switch outcome.result {
        case .refused(let why): throw .failed("the daemon refuses the bundle: \(why); the champion is what it was")
        case .unclear(let why):
            throw .failed("the daemon could not be asked: \(why); the champion is what it was, 'round retry' asks again")
        case .promoted, .unchanged: break
        }
        try recordsPart { () throws(RecordsError) in
            var payload = JSONObject([("bundle", .string(id.text)), ("is_served", .bool(outcome.isServed))])
            if let milliseconds = outcome.milliseconds { payload["milliseconds"] = .int(milliseconds) }
            _ = try store.appendEvent(NewEvent("bundle-promoted", payload), round: round)
        }
        return .promoted
    }
}
