import Glibc
package import JSONParsing
package import OSThreads
import Synchronization

/// Time and chance, as a generator that waits needs them.
package struct GenerationTiming: Sendable {
    /// Seconds since 1970.
    package let now: @Sendable () -> Int
    /// From 0 to 1.
    package let draw: @Sendable () -> Double
    /// Waits; false when the signal was raised before the time had passed.
    package let pause: @Sendable (Duration, StopSignal) -> Bool

    package init(
        now: @escaping @Sendable () -> Int, draw: @escaping @Sendable () -> Double,
        pause: @escaping @Sendable (Duration, StopSignal) -> Bool
    ) {
        self.now = now
        self.draw = draw
        self.pause = pause
    }

    package static let real = GenerationTiming(
        now: { time(nil) }, draw: { Double.random(in: 0...1) }, pause: { duration, stop in stop.pause(duration) })
}

/// Variations from any OpenAI-compatible endpoint.
///
/// Each sending is reserved in the ledger before and settled after it. What `RequestCourse` decides is done here: send, wait, give up. The
/// dialect that reached the model is kept for the requests after it, so that an endpoint without JSON schemas refuses one of them, not all.
package final class OpenAIGenerator: VariationGenerator {
    package let name = "openai"
    package var model: String { settings.model }
    package var parameters: JSONValue { settings.parameters }

    private let settings: ModelSettings
    private let url: String
    private let transport: any ChatTransport
    private let ledger: any GenerationLedger
    private let policy: RetryPolicy
    private let timing: GenerationTiming
    private let template = VariationTemplate()
    private let dialect = Mutex(RequestDialect())

    /// - Parameter url: For errors.
    package init(
        _ settings: ModelSettings, url: String, transport: any ChatTransport, ledger: any GenerationLedger,
        policy: RetryPolicy = RetryPolicy(), timing: GenerationTiming = .real
    ) {
        self.settings = settings
        self.url = url
        self.transport = transport
        self.ledger = ledger
        self.policy = policy
        self.timing = timing
    }

    package func generate(_ task: VariationTask, stop: StopSignal) throws(GenerationError) -> GenerationOutcome {
        let messages = template.messages(task)
        let key = key(task)
        let estimate = TokenEstimate.usage(messages, answerTokens: settings.maxAnswerTokens, prices: settings.prices)
        var course = RequestCourse(dialect: dialect.withLock { $0 }, policy: policy, url: url)
        while true {
            if stop.isRaised { throw .stopped }
            switch try ledger.reserve(key, estimate: estimate) {
            case .answered(let raw, let requestID): return recorded(raw, requestID)
            case .refused(let reason): return .refused(reason: reason)
            case .granted(let attempt):
                let sent = course.dialect
                let (end, raw, requestID) = send(settings.body(messages, sent))
                try ledger.settle(key, attempt: attempt, end.ledgerOutcome(raw: raw), requestID: requestID)
                if end.isFromModel { dialect.withLock { $0 = sent } }
                switch course.next(after: end, now: timing.now(), draw: timing.draw()) {
                case .finish(.answered(let generated)):
                    return .answered(GeneratedTexts(texts: generated.texts, requestID: requestID, usage: generated.usage))
                case .finish(let outcome): return outcome
                case .stop(let error): throw error
                case .send: break
                case .pauseAndSend(let duration):
                    guard timing.pause(duration, stop) else { throw .stopped }
                }
            }
        }
    }

    private func send(_ body: [UInt8]) -> (AttemptEnd, raw: [UInt8], requestID: String?) {
        do throws(TransportFailure) {
            let answer = try transport.post(body)
            return (
                ChatAnswer.read(answer, prices: settings.prices), answer.body, answer.requestID ?? ChatAnswer.id(answer.body)
            )
        } catch { return (.transport(error), [], nil) }
    }

    private func recorded(_ raw: [UInt8], _ requestID: String?) -> GenerationOutcome {
        switch ChatAnswer.read(TransportAnswer(status: 200, body: raw), prices: settings.prices) {
        case .answered(let texts, let usage):
            .answered(GeneratedTexts(texts: texts, requestID: requestID, usage: usage, isRecorded: true))
        default: .failed(reason: "the answer on record holds no variations")
        }
    }
}
