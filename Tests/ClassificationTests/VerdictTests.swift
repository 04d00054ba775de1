import Classification
import Testing

struct VerdictTests {
    private static let labels = ["alarm", "noise", "not-harmful"]

    private static func verdict(_ windows: [[Float]], tokens: Int = 5, truncated: Bool = false) -> Verdict {
        var scores = WindowScores(labels: labels)
        for (index, window) in windows.enumerated() { scores.add(window, layers: 4 + index) }
        return Verdict(labels: labels, windowScores: scores, tokens: tokens, truncated: truncated)
    }

    @Test("the label is that of the highest score, which is the confidence")
    func label() {
        for (index, label) in Self.labels.enumerated() {
            var scores: [Float] = [0.125, 0.125, 0.125]
            scores[index] = 0.75
            let verdict = Self.verdict([scores])
            #expect(verdict.label == label && verdict.confidence == 0.75 && verdict.scores == scores)
        }
    }

    @Test("among equals the label that stands first wins, so that harm precedes not-harmful")
    func ties() {
        #expect(Self.verdict([[0.5, 0, 0.5]]).label == "alarm")
        #expect(Self.verdict([[0.25, 0.375, 0.375]]).label == "noise")
    }

    @Test("one alarming window of several decides")
    func windows() {
        let verdict = Self.verdict([[0, 0, 1], [0.75, 0, 0.25], [0, 0, 1]], tokens: 300)
        #expect(verdict.label == "alarm" && verdict.confidence == 0.75 && verdict.windows == 3 && verdict.tokens == 300)
        #expect(verdict.layers == 6)
    }

    @Test("entropy is that of the scores, and truncation is passed on")
    func entropyAndTruncation() {
        let verdict = Self.verdict([[0.5, 0.25, 0.25]], truncated: true)
        #expect(verdict.entropy == entropy([0.5, 0.25, 0.25]))
        #expect(verdict.truncated)
        #expect(Self.verdict([[1, 0, 0]]).entropy == 0)
    }
}
