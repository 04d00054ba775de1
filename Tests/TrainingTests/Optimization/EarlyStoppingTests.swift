import Testing
import Training

struct EarlyStoppingTests {
    private func actions(_ scores: [Double], patience: Int, minImprovement: Double = 0) throws -> [EarlyStopping.Action] {
        var stopping = try EarlyStopping(patience: patience, minImprovement: minImprovement)
        return scores.enumerated().map { stopping.evaluated(epoch: $0.offset, score: $0.element) }
    }

    @Test("training stops after as many epochs without a better score as it has patience for")
    func patience() throws {
        #expect(
            try actions([0.5, 0.6, 0.55, 0.6, 0.7, 0.1, 0.2, 0.3], patience: 3) == [
                .keepWeights, .keepWeights, .goOn, .goOn, .keepWeights, .goOn, .goOn, .stop(bestEpoch: 4),
            ])
        #expect(try actions([0.5, 0.5], patience: 1) == [.keepWeights, .stop(bestEpoch: 0)])
    }

    @Test("a gain of less than the least improvement is none")
    func minImprovement() throws {
        #expect(
            try actions([0.5, 0.505, 0.52], patience: 2, minImprovement: 0.01) == [.keepWeights, .goOn, .keepWeights])
    }

    @Test("a score that is no number is never better, not even the first")
    func notANumber() throws {
        #expect(try actions([.nan, .nan], patience: 2) == [.goOn, .stop(bestEpoch: nil)])
        #expect(try actions([0.1, .nan, 0.2], patience: 2) == [.keepWeights, .goOn, .keepWeights])
    }

    @Test("a state that was saved goes on as if nothing had happened")
    func resumed() throws {
        var straight = try EarlyStopping(patience: 2)
        for (epoch, score) in [0.4, 0.6, 0.5].enumerated() { _ = straight.evaluated(epoch: epoch, score: score) }
        var resumed = try EarlyStopping(
            patience: 2, minImprovement: 0, bestEpoch: straight.bestEpoch, bestScore: straight.bestScore,
            epochsWithoutImprovement: straight.epochsWithoutImprovement)
        #expect(resumed == straight)
        #expect(resumed.evaluated(epoch: 3, score: 0.55) == .stop(bestEpoch: 1))
    }

    @Test("options out of range are refused")
    func refused() {
        #expect(throws: TrainingError.badOption(name: "patience", allowed: "at least 1")) { try EarlyStopping(patience: 0) }
        #expect(throws: TrainingError.badOption(name: "minImprovement", allowed: "finite and not negative")) {
            try EarlyStopping(patience: 1, minImprovement: .nan)
        }
    }
}
