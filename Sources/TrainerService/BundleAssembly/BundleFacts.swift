import Classification
import DurableFiles
import JSONParsing
import LabeledData
import Training

/// What the manifest says of a training: base, recipe, data and figures.
struct BundleFacts {
    let run: ProbeRun
    let outcome: ProbeRun.Outcome

    func base(weightsDigest: String) -> JSONObject {
        JSONObject([("name", .string(lastComponent(of: run.base))), ("weights_sha256", .string(weightsDigest))])
    }

    var recipe: JSONObject {
        JSONObject([
            ("name", "probe"),
            ("seed", .int(Int(clamping: run.seed))),
            ("folds", .int(run.options.folds)),
            ("repeats", .int(run.options.repeats)),
            ("class_weights", .string(run.weighting == .uniform ? "uniform" : "balanced")),
            ("C", .double(outcome.probe.strength)),
            (
                "tried",
                .array(
                    outcome.probe.trials.map { trial in
                        [
                            "C": .double(trial.strength), "log_loss": .double(trial.logLoss.mean),
                            "log_loss_sd": .double(trial.logLoss.standardDeviation), "macro_f1": .double(trial.macroF1.mean),
                            "macro_f1_sd": .double(trial.macroF1.standardDeviation),
                        ]
                    })
            ),
        ])
    }

    var trainingData: JSONObject {
        let rows = run.trainFiles.flatMap(\.rows)
        let counts = SafetyClass.allCases.map { label in (label.name, JSONValue.int(rows.count { $0.label == label })) }
        let lines = rows.map { "\($0.label?.name ?? "")\t\($0.text)\n" }.joined()
        return JSONObject([
            ("rows", .int(rows.count)),
            ("sha256", .string(textDigest(Array(lines.utf8)))),
            ("by_class", .object(JSONObject(counts))),
            ("by_source", .object(JSONObject(run.trainFiles.map { ($0.path, .int($0.rows.count)) }))),
        ])
    }

    var metrics: JSONObject {
        let fit = outcome.probe.temperature
        var members: [(String, JSONValue)] = [
            ("out_of_fold", outcome.probe.outOfFold.detailedJSON),
            (
                "calibration",
                ["ece_before": .double(fit.eceBefore), "ece_after": .double(fit.eceAfter)]
            ),
            ("dev", outcome.dev.detailedJSON),
        ]
        if let gate = outcome.gate { members.append(("gate", gate.detailedJSON)) }
        return JSONObject(members)
    }
}
