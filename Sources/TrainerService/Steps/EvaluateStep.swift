import Classification
import ConsolePrograms
import JSONParsing
import LabeledData
import Records
import Training

/// Reads what the gate said of the round's bundle, against the champion that is there now, and records it as one use of the gate set.
struct EvaluateStep {
    let context: StepContext

    func run() throws(StepError) -> RoundEvent {
        let id = try trainedBundle()
        let (context, models) = (context, context.models)
        let (files, manifest, champion) = try stepPart { () throws(ProgramFailure) in
            let files = try LoopFiles(context.configuration)
            return try step { () throws(ClassificationError) in
                (files, try readManifest(models.folder(of: id)), try? models.champion())
            }
        }
        guard let set = files.gate else {
            return .evaluated(
                .needsApproval(["no gate set is frozen: 'picket-trainer gate freeze' makes one, and the setting 'gate' names it"]))
        }
        context.report("judging on the gate set", 0, 0)
        var result = manifest.gate.object
        let isOfNow = result?["champion"]?.string == champion?.text && result?["gate_set"]?.object?["sha256"]?.string == set.sha256
        if result == nil || !isOfNow { result = try measured(id, champion: champion, set) }
        guard let result, let outcome = GateOutcome(result) else {
            throw .failed("the gate's result in the manifest of \(id) cannot be read")
        }
        try recordsPart { () throws(RecordsError) in
            let gate = try context.store.freezeGateSet(set.rows.compactMap(GateRow.init), by: set.by)
            _ = try context.store.saveGateResult(bundle: id.text, gate: gate.hash, round: context.round.id, result: .object(result))
        }
        return .evaluated(outcome)
    }

    private func trainedBundle() throws(StepError) -> BundleID {
        let value = try recordsPart { () throws(RecordsError) in
            try context.store.artifact(round: context.round.id, step: "training", key: "bundle")
        }
        guard let id = value?.string.flatMap(BundleID.init) else {
            throw .failed("the round has no bundle: its training has to be done again")
        }
        return id
    }

    /// The champion is another one than when the bundle was made.
    private func measured(_ id: BundleID, champion: BundleID?, _ set: GateSet) throws(StepError) -> JSONObject {
        let (models, threads) = (context.models, context.threads)
        return try stepPart { () throws(ProgramFailure) in
            let manifest = try step { () throws(ClassificationError) in try readManifest(models.folder(of: id)) }
            return try GateRun(
                champion: champion.map(models.folder(of:)), challenger: models.folder(of: id), set: set, threads: threads,
                overlap: GateOverlap(manifest, vouchingFor: set)
            ).report().json
        }
    }
}

extension GateRow {
    init?(_ row: DataRow) {
        guard let label = row.label else { return nil }
        self.init(text: row.text, label: label)
    }
}

extension GateOutcome {
    /// What `GateResult.json` says; nil when it says none of the three.
    init?(_ json: JSONObject) {
        let reasons = (json["reasons"]?.array ?? []).compactMap(\.string)
        switch json["outcome"]?.string {
        case "promote": self = .promote
        case "needs-approval": self = .needsApproval(reasons)
        case "reject": self = .reject(reasons)
        default: return nil
        }
    }
}
