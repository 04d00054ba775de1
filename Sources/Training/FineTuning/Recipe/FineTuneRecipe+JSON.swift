import Encoders
package import JSONParsing

extension FineTuneOptions {
    /// Every option that decides the result, under its usual name.
    package var json: JSONObject {
        JSONObject([
            ("seed", .int(Int(clamping: seed))), ("epochs", .int(epochs)), ("batch_size", .int(batchSize)),
            ("accumulation", .int(accumulation)), ("learning_rate", .double(learningRate)), ("head_factor", .double(headFactor)),
            ("layer_decay", .double(layerDecay)), ("frozen_parts", .int(frozenParts)), ("warmup", .double(warmupShare)),
            ("weight_decay", .double(weightDecay)), ("dropout", .double(dropout)), ("label_smoothing", .double(labelSmoothing)),
            ("clip_norm", clipNorm.map { .double($0) } ?? .null), ("shuffle", .bool(shuffle)), ("averaged_epochs", .int(averagedEpochs)),
            ("patience", patience.map { .int($0) } ?? .null), ("shards", .int(shards)),
        ])
    }
}

extension FineTuneRecipe {
    /// What the manifest says of a fine-tuning.
    package func json(_ problem: FineTuneProblem) -> JSONObject {
        var object = JSONObject([("name", "finetune")])
        for (name, value) in options.json.members { object[name] = value }
        object["folds"] = .int(folds)
        object["seeds"] = .int(seeds)
        switch problem.start {
        case .folder(_, let head): object["head"] = .string(head == .classifier ? "classifier" : "pooled")
        case .parameters: object["head"] = "that of the earlier stage"
        }
        switch headStart {
        case .drawn: object["head_start"] = "drawn"
        case .probe(let strength): object["head_start"] = .string("probe, C = \(strength)")
        }
        object["meets_probe"] = meetsProbe.map { .double($0) } ?? .null
        object["weighs_by_agreement"] = .bool(weighsByAgreement)
        object["early_exit"] = .bool(exits != nil)
        object["class_weights"] = .string(problem.classWeighting == .uniform ? "uniform" : "balanced")
        return object
    }
}
