import JSONParsing

/// One request, asked as often as it takes within its time.
struct Asking {
    let pool: ConnectionPool
    let end: ContinuousClock.Instant

    /// Fresh connections that may close without a byte of an answer: a daemon that restarts does that to some, one that is broken to all.
    private static let mostDisconnections = 5

    /// - Parameters:
    ///   - body: Of `POST /v1/classify`.
    ///   - count: The texts in it.
    func verdicts(body: [UInt8], count: Int) async throws(NoVerdict) -> [Verdict] {
        var disconnections = 0
        while true {
            let connection = try await pool.take()
            let isFresh = connection.isFresh
            let answer: Answer
            do throws(ExchangeFailure) { answer = try await connection.exchange(path: "/v1/classify", body: body) } catch {
                pool.discard(connection)
                switch error {
                case .cancelled: throw .cancelled
                case .malformed(let reason): throw .malformedAnswer(reason)
                case .cutOff: throw .malformedAnswer("it breaks off")
                case .closed:
                    // A kept connection that was closed meanwhile says nothing about the daemon.
                    if isFresh { disconnections += 1 }
                    guard disconnections < Self.mostDisconnections else { throw .disconnected }
                    continue
                }
            }
            pool.giveBack(connection, isReusable: answer.keepsAlive)
            guard answer.isOverloaded else { return try answer.verdicts(count: count) }
            try await pause(answer)
        }
    }

    private func pause(_ answer: Answer) async throws(NoVerdict) {
        let again = ContinuousClock.now + .seconds(max(1, answer.retryAfterSeconds ?? 1))
        guard answer.retryAfterSeconds != nil, again < end else { throw .overloaded(status: answer.status) }
        do { try await Task.sleep(until: again, clock: .continuous) } catch { throw .cancelled }
    }
}
