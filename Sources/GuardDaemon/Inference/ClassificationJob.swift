package import Classification
import Synchronization

/// One request on its way through the compute threads: its texts, the model that was current when it was admitted, and the verdicts
/// as they come in, in any order and from any thread.
///
/// `completion` is called exactly once, by the thread that brings the last verdict or the first failure.
package final class ClassificationJob: Sendable {
    package typealias Outcome = Result<[Verdict], JobFailure>

    package let model: Classifier
    package let texts: [String]
    /// When it was made.
    let start = ContinuousClock.now
    /// After this nobody waits for the answer; nil for a caller who does.
    private let deadline: ContinuousClock.Instant?
    private let isAbandonedNow: @Sendable () -> Bool
    private let completion: @Sendable (Outcome) -> Void
    private let state: Mutex<State>

    private struct State {
        var verdicts: [Verdict?]
        var missing: Int
        var isFinished = false
    }

    /// - Precondition: `texts` is not empty.
    package init(
        model: Classifier, texts: [String], deadline: ContinuousClock.Instant? = nil, isAbandoned: @escaping @Sendable () -> Bool,
        completion: @escaping @Sendable (Outcome) -> Void
    ) {
        precondition(!texts.isEmpty, "ClassificationJob: no text")
        self.model = model
        self.texts = texts
        self.deadline = deadline
        isAbandonedNow = isAbandoned
        self.completion = completion
        state = Mutex(State(verdicts: Array(repeating: nil, count: texts.count), missing: texts.count))
    }

    /// What the request costs, in bytes of text; the constant stands for what every text costs.
    var work: Int { texts.indices.reduce(0) { $0 + work(of: $1) } }

    func work(of index: Int) -> Int { texts[index].utf8.count + 32 }

    /// Fails the request when nobody waits for the rest: the client has gone, the deadline has passed, or a text has failed.
    ///
    /// - Returns: True when there is nothing left to do.
    func endIfPointless() -> Bool {
        if isAbandonedNow() {
            fail(.abandoned)
        } else if let deadline, ContinuousClock.now > deadline {
            fail(.deadlineMissed)
        }
        return state.withLock { $0.isFinished }
    }

    func complete(_ index: Int, _ verdict: Verdict) {
        let verdicts: [Verdict]? = state.withLock { state in
            guard !state.isFinished, state.verdicts[index] == nil else { return nil }
            state.verdicts[index] = verdict
            state.missing -= 1
            guard state.missing == 0 else { return nil }
            state.isFinished = true
            return state.verdicts.compactMap { $0 }
        }
        if let verdicts { completion(.success(verdicts)) }
    }

    func fail(_ failure: JobFailure) {
        let isFirst = state.withLock { state in
            defer { state.isFinished = true }
            return !state.isFinished
        }
        if isFirst { completion(.failure(failure)) }
    }
}

/// Why a request got no verdict.
package enum JobFailure: Error, Equatable, Sendable {
    case emptyInput(index: Int)
    case tooLong(index: Int, tokens: Int, limit: Int)
    case abandoned
    case deadlineMissed
    case internalFault(String)
}

/// One text that has been tokenized, with the scores of the windows that are done.
final class TextProgress: Sendable {
    let job: ClassificationJob
    let index: Int
    let tokenized: TokenizedText
    private let state: Mutex<(scores: WindowScores, isClosed: Bool)>

    init(job: ClassificationJob, index: Int, tokenized: TokenizedText) {
        self.job = job
        self.index = index
        self.tokenized = tokenized
        state = Mutex((WindowScores(labels: job.model.labels), false))
    }

    /// Takes the probabilities of one window, the layers that were computed for it, and its pooled state; the last one completes the text.
    /// - Returns: True when the text is complete.
    func add(_ probabilities: [Float], layers: Int, state pooled: UnsafeBufferPointer<Float>) -> Bool {
        let finished: WindowScores? = state.withLock { state in
            guard !state.isClosed else { return nil }
            state.scores.add(probabilities, layers: layers)
            guard state.scores.windows == tokenized.windows.count else { return nil }
            state.isClosed = true
            return state.scores
        }
        guard let finished else { return false }
        job.complete(
            index,
            Verdict(
                labels: job.model.labels, windowScores: finished, tokens: tokenized.tokens, truncated: tokenized.isTruncated,
                state: finished.windows == 1 ? Array(pooled) : nil))
        return true
    }

    /// The part of the text's work that one of its windows is.
    var workPerWindow: Double { Double(job.work(of: index)) / Double(tokenized.windows.count) }

    /// Gives the text up.
    /// - Returns: True for the first call, and false for a text that is complete.
    func drop() -> Bool {
        state.withLock { state in
            defer { state.isClosed = true }
            return !state.isClosed
        }
    }
}
