import Classification
import HTTPService
import JSONParsing

/// What the endpoints share: the way of every request through decode, admit, classify and encode.
package struct GuardService: Sendable {
    package let host: ModelHost
    package let pool: ComputePool
    package let configuration: GuardConfiguration

    package init(host: ModelHost, pool: ComputePool, configuration: GuardConfiguration) {
        self.host = host
        self.pool = pool
        self.configuration = configuration
    }

    /// Classifies `texts` and answers through `responder`.
    ///
    /// - Parameters:
    ///   - texts: At least one.
    ///   - naming: What errors call a text.
    ///   - refusal: Why the model in service cannot answer this request; nil when it can.
    ///   - encode: Makes the body of the answer, or says why these verdicts are none; called on the thread that computed.
    func classify(
        _ texts: [String], _ responder: Responder, naming: TextNaming = .field("input"),
        refusal: (ModelHost.Served) -> APIError? = { _ in nil },
        encode: @escaping @Sendable (ModelHost.Served, [Verdict]) throws(APIError) -> JSONValue
    ) {
        guard let served = host.served else {
            // In the middle of an exclusive swap the model comes back in a moment; otherwise there is none.
            let isSwapping = host.status.isSwapping
            responder.respond(
                isSwapping ? .overloaded("a model is being loaded", code: "swapping", retryAfterSeconds: 1) : .noModel)
            return
        }
        if let refusal = refusal(served) {
            responder.respond(refusal)
            return
        }
        let job = ClassificationJob(
            model: served.model, texts: texts, deadline: .now + .milliseconds(configuration.deadlineMilliseconds),
            isAbandoned: { responder.isAbandoned },
            completion: { outcome in
                switch outcome {
                case .success(let verdicts):
                    do throws(APIError) { responder.respond(.json(try encode(served, verdicts))) } catch { responder.respond(error) }
                case .failure(let failure): responder.respond(APIError.from(failure, texts: texts.count, naming: naming))
                }
            })
        if responder.isAlone, pool.computeHere(job) { return }
        if let refusal = APIError.from(pool.submit(job)) { responder.respond(refusal) }
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
