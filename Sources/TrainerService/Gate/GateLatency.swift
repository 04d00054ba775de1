import Classification
import ConsolePrograms
import Training

/// How long a verdict takes with either model, on one thread, in one run.
///
/// The two take turns on every text, and who goes first changes with each: whatever else the machine does, and however warm it is, it
/// does to both. The median leaves out what is interrupted. A first round that is not counted fills caches.
struct GateLatency {
    let champion: Classifier
    let challenger: Classifier
    let texts: [String]

    private static let sampleSize = 100
    private static let rounds = 3

    func measure() throws(ProgramFailure) -> GateEvidence.Latency {
        let step = max(1, texts.count / Self.sampleSize)
        let sample = stride(from: 0, to: texts.count, by: step).map { texts[$0] }
        let models = [champion, challenger]
        let workspaces = models.map { $0.makeWorkspace(maxTokens: $0.limits.windowTokens, maxSequences: 1) }
        var times: [[Double]] = [[], []]
        let clock = ContinuousClock()
        for round in 0...Self.rounds {
            for (index, text) in sample.enumerated() {
                for turn in 0..<2 {
                    let model = (index + round + turn) % 2
                    let start = clock.now
                    do throws(TextError) { _ = try models[model].verdict(text, workspace: workspaces[model]) } catch {
                        throw ProgramFailure(.inputMissing, "a message of the gate set cannot be judged: \(error)")
                    }
                    if round > 0 { times[model].append((clock.now - start) / .milliseconds(1)) }
                }
            }
        }
        let medians = times.map { $0.sorted()[$0.count / 2] }
        return GateEvidence.Latency(championMilliseconds: medians[0], challengerMilliseconds: medians[1])
    }
}
