import Classification
import DurableFiles
import JSONParsing
import LabeledData
import Training

/// What the manifest says of a training: base, data and figures.
struct BundleFacts {
    let input: TrainingInput
    let outcome: TrainingOutcome

    func base(weightsDigest: String) -> JSONObject {
        JSONObject([("name", .string(lastComponent(of: input.base))), ("weights_sha256", .string(weightsDigest))])
    }

    /// The bundle that the base is; nil for any other encoder.
    var parent: String? { isFile(input.base + "/picket.json") ? (try? readManifest(input.base))?.id.text : nil }

    var trainingData: JSONObject {
        let rows = input.rows
        let counts = SafetyClass.allCases.map { label in (label.name, JSONValue.int(rows.labels.count { $0 == label.index })) }
        var members: [(String, JSONValue)] = [
            ("rows", .int(rows.texts.count)), ("sha256", .string(Self.digest(texts: rows.texts, labels: rows.labels))),
            ("by_class", .object(JSONObject(counts))),
            ("by_source", .object(JSONObject(input.files.map { ($0.path, .int($0.rows.count)) }))),
            ("variations", .int(rows.variationCount)), ("labels_replaced", .int(rows.changes.count)),
        ]
        if let gate = input.frozenGate, gate.vouches { members.append(("gate_sets_excluded", [.string(gate.set.sha256)])) }
        return JSONObject(members + input.origin.members.map { ($0.key, $0.value) })
    }

    var metrics: JSONObject {
        var members: [(String, JSONValue)] = []
        if let report = outcome.outOfFold { members.append(("out_of_fold", report.detailedJSON)) }
        if let fit = outcome.calibration {
            members.append(("calibration", ["ece_before": .double(fit.eceBefore), "ece_after": .double(fit.eceAfter)]))
        }
        if let figures = outcome.earlyExit.metrics { members.append(("early_exit", figures)) }
        members.append(("dev", outcome.dev.detailedJSON))
        if let gate = outcome.gate { members.append(("gate", gate.detailedJSON)) }
        return JSONObject(members)
    }
}
