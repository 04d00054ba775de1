import Classification
import HTTPService
import JSONParsing
package import ServiceManager

/// What the endpoints share: the way of every request through decode, admit, classify and encode, and what is counted on it.
package struct GuardService: Sendable {
    package let host: ModelHost
    package let pool: ComputePool
    package let live: LiveConfiguration
    package let metrics: GuardMetrics
    /// Takes note of every verdict; nil where nobody asks for drift.
    package let watch: TrafficWatch?
    package let log: EventLog
    private let overload = OverloadWatch()

    package init(
        host: ModelHost, pool: ComputePool, live: LiveConfiguration, metrics: GuardMetrics, watch: TrafficWatch? = nil, log: EventLog
    ) {
        self.host = host
        self.pool = pool
        self.live = live
        self.metrics = metrics
        self.watch = watch
        self.log = log
    }

    package var configuration: GuardConfiguration { live.current }

    /// Classifies `texts` and answers through `responder`.
    ///
    /// - Parameters:
    ///   - texts: At least one.
    ///   - asked: The request, for the log.
    ///   - naming: What errors call a text.
    ///   - refusal: Why the model in service cannot answer this request; nil when it can.
    ///   - encode: Makes the body of the answer, or says why these verdicts are none; called on the thread that computed.
    func classify(
        _ texts: [String], _ responder: Responder, asked: AskedRequest, naming: TextNaming = .field("input"),
        refusal: (ModelHost.Served) -> APIError? = { _ in nil },
        encode: @escaping @Sendable (ModelHost.Served, [Verdict]) throws(APIError) -> JSONValue
    ) {
        guard let served = host.served else {
            // In the middle of an exclusive swap the model comes back in a moment; otherwise there is none.
            let isSwapping = host.status.isSwapping
            refuse(responder, isSwapping ? .overloaded("a model is being loaded", code: "swapping", retryAfterSeconds: 1) : .noModel)
            return
        }
        if let refusal = refusal(served) {
            refuse(responder, refusal)
            return
        }
        let configuration = self.configuration
        let job = ClassificationJob(
            model: served.model, texts: texts, deadline: .now + .milliseconds(configuration.deadlineMilliseconds),
            isAbandoned: { responder.isAbandoned },
            completion: { outcome in
                switch outcome {
                case .success(let verdicts):
                    let judged = count(verdicts, served)
                    do throws(APIError) { responder.respond(.json(try encode(served, verdicts))) } catch { refuse(responder, error) }
                    watch?.saw(texts, verdicts, by: served.model)
                    if configuration.logFlagged { tellFlagged(judged, served, asked) }
                case .failure(let failure): refuse(responder, APIError.from(failure, texts: texts.count, naming: naming))
                }
            })
        if responder.isAlone, pool.computeHere(job) { return }
        if let refusal = APIError.from(pool.submit(job)) { refuse(responder, refusal) }
    }

    private func refuse(_ responder: Responder, _ error: APIError) {
        metrics.update { $0.refused(error.code ?? "\(error.status)") }
        responder.respond(error)
        if error.status == 429, overload.isNews(at: .now) {
            log.report(
                .overload,
                "requests are refused: \(error.message); \(pool.pending) texts wait, \(live.current.maxQueue) may; not told again "
                    + "for a minute")
        }
    }

    /// - Returns: What the policy says of each.
    private func count(_ verdicts: [Verdict], _ served: ModelHost.Served) -> [(Verdict, Policy.Decision)] {
        let labels = served.model.labels
        let judged = verdicts.map { ($0, served.policy.decide(labels: labels, scores: $0.scores)) }
        metrics.update { figures in
            for (verdict, decision) in judged {
                figures.classified(
                    label: verdict.label, action: Self.action(decision, verdict.label, served.policy),
                    scores: zip(labels, verdict.scores), tokens: verdict.tokens)
            }
        }
        return judged
    }

    private func tellFlagged(_ judged: [(Verdict, Policy.Decision)], _ served: ModelHost.Served, _ asked: AskedRequest) {
        for (verdict, decision) in judged {
            guard let cause = decision.cause else { continue }
            let label = served.model.labels[cause]
            let microseconds = Int((ContinuousClock.now - asked.since) / .microseconds(1))
            log.report(
                .messageFlagged, "\(label): \(decision.action.rawValue)",
                [
                    .bundle(served.model.name), .safetyClass(label), .score(verdict.scores[cause]), .requestID(asked.id),
                    .latencyMicroseconds(microseconds),
                ] + (asked.peer.map { [.peerUID($0.uid)] } ?? []))
        }
    }
}

/// What the log says of a request: never its text.
struct AskedRequest: Sendable {
    /// As the answer has it.
    let id: String
    let peer: PeerCredentials?
    let since = ContinuousClock.now

    init(_ request: HTTPRequest, idPrefix: String) {
        id = makeRequestID(idPrefix)
        peer = request.peer
    }
}

/// A random identifier such as `pkt-5f0c…`, 24 hexadecimal digits after the prefix.
func makeRequestID(_ prefix: String) -> String {
    var generator = SystemRandomNumberGenerator()
    let bits = [UInt64.random(in: .min ... .max, using: &generator), UInt64.random(in: 0..<1 << 32, using: &generator)]
    let digits = zip(bits, [16, 8]).map { bits, count in
        let text = String(bits, radix: 16)
        return String(repeating: "0", count: count - text.utf8.count) + text
    }
    return prefix + "-" + digits.joined()
}
