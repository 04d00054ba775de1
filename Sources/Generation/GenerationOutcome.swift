package import JSONParsing
package import OSThreads

/// What a generator gave for one source. Whatever ends the run as a whole is thrown instead.
package enum GenerationOutcome: Equatable, Sendable {
    /// As many texts as came, none of them checked by a filter yet.
    case answered(GeneratedTexts)
    /// The model would not write.
    case refused(reason: String)
    /// It did not come off, and what was tried was all that is allowed.
    case failed(reason: String)
}

package struct GeneratedTexts: Equatable, Sendable {
    package let texts: [String]
    /// The endpoint's own name for the exchange.
    package let requestID: String?
    /// Of the attempt that was answered; nil where nothing is counted.
    package let usage: TokenUsage?
    /// True when the answer was on record and nothing was sent.
    package let isRecorded: Bool

    package init(texts: [String], requestID: String? = nil, usage: TokenUsage? = nil, isRecorded: Bool = false) {
        self.texts = texts
        self.requestID = requestID
        self.usage = usage
        self.isRecorded = isRecorded
    }
}

/// Writes variations of a source. Called from several threads at once, each call on a thread that may wait.
package protocol VariationGenerator: Sendable {
    /// `openai`, `builtin` or `replay`.
    var name: String { get }
    /// Which model or rules or recording.
    var model: String { get }
    /// Everything else that shapes the answer.
    var parameters: JSONValue { get }

    /// - Parameter stop: No attempt begins once it is raised.
    func generate(_ task: VariationTask, stop: StopSignal) throws(GenerationError) -> GenerationOutcome
}

extension VariationGenerator {
    /// The key of a task with this generator: the same for the same question.
    package func key(_ task: VariationTask) -> String {
        VariationTemplate().key(task, generator: name, model: model, parameters: parameters)
    }
}
