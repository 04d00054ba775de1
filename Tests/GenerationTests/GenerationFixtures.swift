import Foundation
import Generation
import LabeledData
import OSThreads
import Synchronization
import TestSupport

func task(
    _ source: String = "My landlord kept the whole deposit and will not tell me why, what can I do?", label: SafetyClass = .legalAdvice,
    relation: VariationRelation = .sameLabel, count: Int = 5, seed: UInt64 = 1
) throws -> VariationTask {
    try VariationTask(id: "t", source: source, humanLabel: label, relation: relation, count: count, seed: seed)
}

/// Time that passes only when somebody waits, and waits that are recorded.
final class RecordedTiming: Sendable {
    private let waits = Mutex<[Duration]>([])

    var recorded: [Duration] { waits.withLock { $0 } }

    /// - Parameter draw: What every draw gives.
    func timing(draw: Double = 1, now: Int = 1_000_000) -> GenerationTiming {
        GenerationTiming(
            now: { now }, draw: { draw },
            pause: { [self] duration, stop in
                waits.withLock { $0.append(duration) }
                return !stop.isRaised
            })
    }
}

/// Sends the first request in haste and the others with patience: however slow the machine, only the first can run out of time.
final class HastyOnce: ChatTransport {
    private let hasty: CurlTransport
    private let patient: CurlTransport
    private let isFirst = Mutex(true)

    init(hasty: CurlTransport, patient: CurlTransport) {
        self.hasty = hasty
        self.patient = patient
    }

    func post(_ body: [UInt8]) throws(TransportFailure) -> TransportAnswer {
        let isFirst = isFirst.withLock { first in
            defer { first = false }
            return first
        }
        return try isFirst ? hasty.post(body) : patient.post(body)
    }
}

/// A generator against a scripted server, with a ledger whose prices make every full answer cost 200 millionths.
struct ScriptedEndpoint {
    let server: ScriptedLLMServer
    let ledger: MemoryLedger
    let waits = RecordedTiming()
    let generator: OpenAIGenerator

    static let key = "sk-test-0123456789abcdef"
    static let usage = TokenUsage(promptTokens: 100, completionTokens: 50, costMicros: 200)

    /// - Parameter firstTimeout: Of the first request alone; nil for the patience of the others.
    init(
        _ script: [LLMFault], afterwards: LLMFault = .none, limits: GenerationLimits = GenerationLimits(), draw: Double = 1,
        firstTimeout: Duration? = nil, maxAnswerBytes: Int = 1 << 20, unixSocket: String? = nil
    ) throws {
        server = try ScriptedLLMServer(script, afterwards: afterwards, unixSocket: unixSocket)
        ledger = MemoryLedger(limits: limits)
        let base = server.baseURL
        func transport(_ timeout: Duration) throws -> CurlTransport {
            try CurlTransport(
                LLMEndpoint(baseURL: base, totalTimeout: timeout, maxAnswerBytes: maxAnswerBytes), key: SecretKey(Self.key))
        }
        let patient = try transport(.seconds(60))
        let prices = TokenPrices(prompt: try TokenPrice(decimal: "1"), completion: try TokenPrice(decimal: "2"))
        generator = OpenAIGenerator(
            ModelSettings(model: "scripted", maxAnswerTokens: 500, prices: prices), url: base,
            transport: try firstTimeout.map { HastyOnce(hasty: try transport($0), patient: patient) } ?? patient, ledger: ledger,
            timing: waits.timing(draw: draw))
    }

    /// What is reserved for a task.
    func estimate(_ task: VariationTask) throws -> TokenUsage {
        let prices = TokenPrices(prompt: try TokenPrice(decimal: "1"), completion: try TokenPrice(decimal: "2"))
        return TokenEstimate.usage(VariationTemplate().messages(task), answerTokens: 500, prices: prices)
    }

    func ask(_ task: VariationTask, stop: StopSignal = StopSignal()) throws -> GenerationOutcome {
        try generator.generate(task, stop: stop)
    }
}

extension GenerationOutcome {
    var texts: [String]? { if case .answered(let generated) = self { generated.texts } else { nil } }
    var failure: String? { if case .failed(let reason) = self { reason } else { nil } }
    var refusal: String? { if case .refused(let reason) = self { reason } else { nil } }
}

/// Draws that are the same in every run.
struct TestDraws: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 29)
    }
}
