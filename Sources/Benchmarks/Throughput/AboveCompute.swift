import Classification
import ConsolePrograms
import JSONParsing

/// What the way over the socket adds to the verdict itself, with one connection.
///
/// The answer does not say how long its verdict took, so the same texts are judged in this program too, in turn with the daemon: some
/// hundred over the socket, the same here, again and again. A text's addition is the difference of its two medians.
package struct AboveCompute: Equatable, Sendable {
    package let socketMicroseconds: Double
    package let computeMicroseconds: Double
    package let aboveMicroseconds: Double

    /// - Parameters:
    ///   - socket: By text, the samples of all rounds, in microseconds.
    ///   - compute: Likewise, of the same texts.
    /// - Returns: Nil without a text that has both.
    package init?(socket: [[Double]], compute: [[Double]]) {
        var pairs: [(socket: Double, compute: Double)] = []
        for (over, here) in zip(socket, compute) {
            if let over = Samples(over).median, let here = Samples(here).median { pairs.append((over, here)) }
        }
        guard let over = Samples(pairs.map(\.socket)).median, let here = Samples(pairs.map(\.compute)).median,
            let above = Samples(pairs.map { $0.socket - $0.compute }).median
        else { return nil }
        socketMicroseconds = over
        computeMicroseconds = here
        aboveMicroseconds = above
    }

    static func measure(_ texts: [String], socket: String, model: Classifier, rounds: Int) throws(ProgramFailure) -> AboveCompute? {
        let texts = Array(texts.prefix(200))
        let workspace = model.makeWorkspace(maxTokens: model.limits.windowTokens, maxSequences: 1)
        let clock = MonotonicTime()
        var traffic = Traffic(socket: socket, requests: texts.map(RequestBytes.classify), connections: 1)
        traffic.limit = texts.count
        var over = [[Double]](repeating: [], count: texts.count)
        var here = over
        // The first round of both is their warm-up.
        for round in 0...rounds {
            for answer in try traffic.run().tally.answers where round > 0 {
                over[answer.number].append(Double(answer.latencyNanoseconds) / 1_000)
            }
            for (index, text) in texts.enumerated() {
                let start = clock.now
                do throws(TextError) { _ = try model.verdict(text, workspace: workspace) } catch {
                    throw ProgramFailure(.inputMissing, "a text gets no verdict: \(error)")
                }
                if round > 0 { here[index].append(Double(clock.now - start) / 1_000) }
            }
        }
        return AboveCompute(socket: over, compute: here)
    }

    var json: JSONValue {
        [
            "socket_p50_us": measured(socketMicroseconds), "compute_p50_us": measured(computeMicroseconds),
            "above_p50_us": measured(aboveMicroseconds),
        ]
    }
}
