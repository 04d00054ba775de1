import Generation
import JSONParsing

/// What a run would ask first and the most it would use, without asking.
struct DryRun {
    private let first: [ChatMessage]
    private let requests: Int
    private let usage: TokenUsage
    private let isPaid: Bool

    /// - Parameters:
    ///   - tasks: At least one.
    ///   - name: Of the generator.
    init(_ tasks: [VariationTask], name: String, _ settings: ModelSettings) {
        let template = VariationTemplate()
        first = tasks.first.map(template.messages) ?? []
        isPaid = name == "openai"
        requests = isPaid ? tasks.count : 0
        var sum = TokenUsage()
        for task in tasks where isPaid {
            let estimate = TokenEstimate.usage(
                template.messages(task), answerTokens: settings.maxAnswerTokens, prices: settings.prices)
            sum.promptTokens += estimate.promptTokens
            sum.completionTokens += estimate.completionTokens
            sum.costMicros += estimate.costMicros
        }
        usage = sum
    }

    var text: String {
        let prompt = first.map { "--- \($0.role.rawValue)\n\($0.content)" }.joined(separator: "\n")
        guard isPaid else { return prompt + "\n---\nthis generator sends nothing and costs nothing" }
        return """
            \(prompt)
            ---
            template \(VariationTemplate().hash)
            \(requests) requests, at most \(usage.promptTokens) tokens sent and \(usage.completionTokens) received, \
            \(decimalText(micros: usage.costMicros)) in money; retries come on top. Nothing was sent.
            """
    }

    var json: JSONValue {
        [
            "template": .string(VariationTemplate().hash), "requests": .int(requests), "estimate": usage.json,
            "first_prompt": .array(first.map { ["role": .string($0.role.rawValue), "content": .string($0.content)] }),
        ]
    }
}
