package import Classification
package import DurableFiles
import JSONParsing
import LabeledData
package import OSThreads

/// Takes messages from the threads that answer requests to the spool, by a thread of its own.
///
/// What a request pays is one comparison, and for a message that is kept a step into a short list. The list is bounded; when the thread does
/// not keep up, a message is dropped and counted. Redaction and every call of the file system are the thread's.
package final class CaptureWriter: Sendable {
    /// What became of the messages that the policy chose, since the start.
    package struct Counts: Equatable, Sendable {
        package var written = 0
        /// No room in the spool.
        package var droppedFull = 0
        /// The writer did not keep up.
        package var droppedBusy = 0
        /// The folder could not be written.
        package var droppedFailed = 0
        /// Unsure enough, but beyond the hour's allowance.
        package var overAllowance = 0
        package var lastFailure: FileError?

        package init() {}
    }

    private struct Candidate: Sendable {
        let text: String
        let labels: [String]
        let verdict: Verdict
        let bundle: String
        let hour: Int
    }

    private struct State: Sendable {
        var policy: CapturePolicy
        var waiting: [Candidate] = []
        var waitingBytes = 0
        var isEnding = false
        var counts = Counts()
    }

    /// Messages that wait for the thread at most, and bytes of them.
    static let mostWaiting = 64
    static let mostWaitingBytes = 4 << 20

    private let state: Monitor<State>
    private let settings: CaptureSettings
    private let clock: @Sendable () -> Int
    /// Whether a message is worth asking about; read by every request.
    private let filter: CapturePolicy

    /// - Parameter clock: Seconds since 1970-01-01T00:00:00Z.
    package init(_ settings: CaptureSettings, clock: @escaping @Sendable () -> Int = { UTCTime.now.secondsSince1970 }) {
        self.settings = settings
        self.clock = clock
        filter = CapturePolicy(minEntropy: settings.minEntropy, maxPerHour: settings.maxPerHour)
        state = Monitor(State(policy: filter))
    }

    /// Starts the thread.
    ///
    /// - Parameters:
    ///   - full: Takes a sentence, from the thread, when the spool has no room for a message; not again before it had room for one.
    ///   - warn: Takes a sentence, from the thread, when the folder begins to fail.
    /// - Returns: Nil when the system gives none.
    package func start(
        full: @escaping @Sendable (String) -> Void, warn: @escaping @Sendable (String) -> Void
    ) -> NamedThread? {
        NamedThread("picket-capture") { [self] in
            yieldToOtherThreads()
            run(full, warn)
        }
    }

    /// Offers a message; returns at once.
    package func offer(_ text: String, _ verdict: Verdict, labels: [String], bundle: String) {
        guard filter.concerns(entropy: verdict.entropy) else { return }
        let seconds = clock()
        let candidate = Candidate(
            text: text, labels: labels, verdict: verdict, bundle: bundle, hour: WallHour(seconds: seconds).hour)
        let isTaken = state.withLock { state -> Bool in
            guard !state.isEnding else { return false }
            guard state.waiting.count < Self.mostWaiting, state.waitingBytes + text.utf8.count <= Self.mostWaitingBytes else {
                state.counts.droppedBusy += 1
                return false
            }
            guard state.policy.decide(entropy: verdict.entropy, at: seconds) == .take else {
                state.counts.overAllowance += 1
                return false
            }
            state.waiting.append(candidate)
            state.waitingBytes += text.utf8.count
            return true
        }
        if isTaken { state.wake(.one) }
    }

    package var counts: Counts { state.withLock { $0.counts } }

    /// Writes what waits and ends the thread.
    package func end() { state.update(waking: .all) { $0.isEnding = true } }

    private func run(_ full: @Sendable (String) -> Void, _ warn: @Sendable (String) -> Void) {
        var spool = CaptureSpool(folder: settings.folder, maxBytes: settings.maxBytes, maxSamples: settings.maxSamples)
        var (isFailing, isFull) = (false, false)
        if let failure = prepare(spool) {
            isFailing = true
            warn("messages cannot be captured: \(failure)")
        }
        while let candidates = take() {
            // A folder that somebody has removed since is made again.
            if isFailing { _ = prepare(spool) }
            // One file holds one hour.
            var rest = candidates[...]
            while let first = rest.first {
                let batch = rest.prefix { $0.hour == first.hour }
                rest = rest.dropFirst(batch.count)
                let outcome = spool.write(batch.compactMap(sample))
                record(outcome, of: batch.count)
                switch outcome {
                case .failed(let error):
                    if !isFailing { warn("messages cannot be captured: \(error)") }
                    isFailing = true
                case .written(_, let dropped):
                    isFailing = false
                    if dropped > 0, !isFull { full(settings.fullNotice) }
                    isFull = dropped > 0
                }
            }
        }
    }

    private func prepare(_ spool: CaptureSpool) -> FileError? {
        do throws(FileError) {
            try spool.prepare()
            return nil
        } catch {
            state.withLock { $0.counts.lastFailure = error }
            return error
        }
    }

    /// - Returns: Nil when there is nothing and never will be.
    private func take() -> [Candidate]? {
        state.wait { state -> [Candidate]?? in
            if state.waiting.isEmpty { return state.isEnding ? .some(nil) : nil }
            defer {
                state.waiting = []
                state.waitingBytes = 0
            }
            return .some(state.waiting)
        }
    }

    private func sample(_ candidate: Candidate) -> CapturedSample? {
        let text = Redaction.prefix(Redaction.redacted(candidate.text), bytes: settings.maxTextBytes)
        let sample = CapturedSample(
            text: text, scores: zip(candidate.labels, candidate.verdict.scores).map { ($0, Double($1)) },
            entropy: Double(candidate.verdict.entropy), bundle: candidate.bundle, hour: candidate.hour)
        // What the trainer would not take, a text of nothing but spaces, say, is not written.
        return CapturedSample(line: JSONWriter.compact(sample.json))
    }

    private func record(_ outcome: CaptureSpool.Outcome, of candidates: Int) {
        state.withLock { state in
            switch outcome {
            case .written(let count, let dropped):
                state.counts.written += count
                state.counts.droppedFull += dropped
            case .failed(let error):
                state.counts.droppedFailed += candidates
                state.counts.lastFailure = error
            }
        }
    }
}
