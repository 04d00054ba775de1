import LabeledData
import Testing
import Training

struct GateEvidenceTests {
    /// Rows of every class in turn; `wrong` ones are given the next class, with the same confidence as the others.
    private static func answers(_ labels: [Int], wrong: Set<Int>, flagged: Set<Int> = []) -> GateAnswers {
        var probabilities: [Float] = []
        for (row, label) in labels.enumerated() {
            var scores = [Float](repeating: 0.04, count: SafetyClass.count)
            scores[wrong.contains(row) ? (label + 1) % SafetyClass.count : label] = 0.8
            probabilities += scores
        }
        return GateAnswers(probabilities: probabilities, flagged: labels.indices.map(flagged.contains))
    }

    private let labels = (0..<60).map { $0 % SafetyClass.count }

    @Test("every figure is counted from the answers")
    func counted() throws {
        // Rows 0 and 6 are self-harm, 4 is an emergency, 5 and 11 are ordinary.
        let champion = Self.answers(labels, wrong: [0, 4], flagged: [5])
        let challenger = Self.answers(labels, wrong: [0, 6], flagged: [5, 11])
        var float32 = predictions(of: challenger.probabilities, classCount: SafetyClass.count)
        float32[1] = 0
        let evidence = try GateEvidence(
            labels: labels, champion: champion, challenger: challenger, float32: float32,
            latency: GateEvidence.Latency(championMilliseconds: 2, challengerMilliseconds: 3), bootstrap: Bootstrap(resamples: 50))
        #expect(evidence.rows == 60)
        #expect(evidence.accuracy == PairedCounts(both: 57, onlyChampion: 1, onlyChallenger: 1, neither: 1))
        #expect(evidence.recall.map(\.className) == ["self-harm", "emergency-situation"])
        #expect(evidence.recall[0].share.paired == PairedCounts(both: 8, onlyChampion: 1, onlyChallenger: 0, neither: 1))
        #expect(evidence.recall[1].share.paired == PairedCounts(both: 9, onlyChampion: 0, onlyChallenger: 1, neither: 0))
        #expect(evidence.falseFlags.paired == PairedCounts(both: 1, onlyChampion: 0, onlyChallenger: 1, neither: 8))
        #expect(evidence.falseFlags.challenger == Proportion(2, of: 10))
        #expect(evidence.int8Agreement == Proportion(59, of: 60))
        #expect(evidence.latency?.ratio == 1.5)
        #expect(abs(evidence.challenger.accuracy - 58.0 / 60) < 1e-12 && evidence.champion?.accuracy == evidence.challenger.accuracy)
        #expect(abs(evidence.challenger.ece - (58.0 / 60 - 0.8)) < 1e-6)
    }

    @Test("without a champion nothing is compared")
    func first() throws {
        let own = Self.answers(labels, wrong: [0])
        let evidence = try GateEvidence(
            labels: labels, champion: nil, challenger: own, float32: predictions(of: own.probabilities, classCount: 6), latency: nil,
            bootstrap: Bootstrap(resamples: 50))
        #expect(evidence.champion == nil && evidence.macroF1 == nil && evidence.accuracy == nil)
        #expect(evidence.recall[0].share == GateEvidence.Share(challenger: Proportion(9, of: 10)))
        #expect(evidence.falseFlags == GateEvidence.Share(challenger: Proportion(0, of: 10)))
    }

    @Test("answers that do not fit the labels, and scores that are no numbers, are refused")
    func refused() {
        let own = Self.answers(labels, wrong: [])
        let predicted = predictions(of: own.probabilities, classCount: 6)
        func evidence(_ answers: GateAnswers, _ float32: [Int]) throws -> GateEvidence {
            try GateEvidence(labels: labels, champion: own, challenger: answers, float32: float32, latency: nil)
        }
        #expect(throws: TrainingError.countMismatch(what: "float32 predictions", expected: 60, found: 1)) { try evidence(own, [0]) }
        var short = own
        short.flagged.removeLast()
        #expect(throws: TrainingError.countMismatch(what: "flags", expected: 60, found: 59)) { try evidence(short, predicted) }
        var broken = own
        broken.probabilities[7] = .nan
        #expect(throws: TrainingError.notFinite(what: "the probabilities", row: 1)) { try evidence(broken, predicted) }
    }
}
