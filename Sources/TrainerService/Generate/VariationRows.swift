import Generation
import JSONParsing
import LabeledData

/// What became of one source, as lines of the out file: a line for each variation, or one that says why there is none.
struct VariationRows {
    let task: VariationTask
    let key: String
    let generator: any VariationGenerator
    let outcome: GenerationOutcome
    let judged: [FilteredVariation]

    var values: [JSONValue] {
        switch outcome {
        case .answered(let generated) where !judged.isEmpty: judged.map { line($0, generated) }
        case .answered: [noVariation("answered", "no variation came")]
        case .refused(let reason): [noVariation("refused", reason)]
        case .failed(let reason): [noVariation("failed", reason)]
        }
    }

    private func line(_ variation: FilteredVariation, _ generated: GeneratedTexts) -> JSONValue {
        let entries = task.plan.entries
        let entry = variation.index < entries.count ? entries[variation.index] : nil
        var object = JSONObject([("kind", "variation")])
        object["request"] = .string(key)
        object["index"] = .int(variation.index)
        object["of"] = .int(judged.count)
        object["id"] = .string(task.id)
        object["source"] = .string(task.source)
        object["human_label"] = .string(task.humanLabel.name)
        object["relation"] = .string(task.relation.name)
        object["text"] = .string(variation.text)
        object["label"] = .string(task.label.name)
        object["register"] = entry.map { .string($0.register.rawValue) } ?? .null
        object["length"] = entry.map { .string($0.length.rawValue) } ?? .null
        object["template"] = .string(VariationTemplate().hash)
        object["generator"] = .string(generator.name)
        object["model"] = .string(generator.model)
        object["parameters"] = generator.parameters
        object["seed"] = .string(String(task.seed))
        object["request_id"] = generated.requestID.map(JSONValue.string) ?? .null
        object["usage"] = generated.usage.map(\.json) ?? .null
        object["filters"] = variation.filters
        object["verdict"] = .string(variation.verdict.name)
        if case .rejected(let rule) = variation.verdict { object["rule"] = .string(rule.name) } else { object["rule"] = .null }
        return .object(object)
    }

    private func noVariation(_ name: String, _ reason: String) -> JSONValue {
        [
            "kind": "outcome", "request": .string(key), "id": .string(task.id), "source": .string(task.source),
            "human_label": .string(task.humanLabel.name), "label": .string(task.label.name), "generator": .string(generator.name),
            "model": .string(generator.model), "outcome": .string(name), "reason": .string(reason),
        ]
    }
}

extension TokenUsage {
    var json: JSONValue {
        ["prompt_tokens": .int(promptTokens), "completion_tokens": .int(completionTokens), "cost_micros": .int(costMicros)]
    }

    /// Nil when a member is missing or out of range.
    init?(json: JSONValue?) {
        let range = 0...(TokenUsage.limit * 1_000)
        guard let object = json?.object, let prompt = object["prompt_tokens"]?.int, let completion = object["completion_tokens"]?.int,
            let cost = object["cost_micros"]?.int, range.contains(prompt), range.contains(completion), range.contains(cost)
        else { return nil }
        self.init(promptTokens: prompt, completionTokens: completion, costMicros: cost)
    }
}
