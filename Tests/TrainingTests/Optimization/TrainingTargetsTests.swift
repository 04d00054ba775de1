import Testing
import Training

struct TrainingTargetsTests {
    @Test("labels and distributions may be mixed")
    func mixed() throws {
        let targets = try TrainingTargets([.label(1), .distribution([0.25, 0.75]), .label(0)], rowWeights: [1, 0, 3], classCount: 2)
        #expect(targets.count == 3)
        #expect((0..<3).map { targets.label($0) } == [1, nil, 0])
        #expect((0..<3).map { targets.rowWeight($0) } == [1, 0, 3])
    }

    @Test(
        "a target that is none is refused with its row",
        arguments: [
            (TrainingTarget.label(2), TrainingError.labelOutOfRange(row: 1, label: 2, classes: 2)),
            (.label(-1), .labelOutOfRange(row: 1, label: -1, classes: 2)),
            (.distribution([1]), .countMismatch(what: "shares in the target of row 1", expected: 2, found: 1)),
            (.distribution([.nan, 1]), .notFinite(what: "the target shares", row: 1)),
            (.distribution([1.5, -0.5]), .badOption(name: "target of row 1", allowed: "shares that are not negative and sum to 1")),
            (.distribution([0.5, 0.4]), .badOption(name: "target of row 1", allowed: "shares that are not negative and sum to 1")),
        ])
    func refused(target: TrainingTarget, error: TrainingError) {
        #expect(throws: error) { try TrainingTargets([.label(0), target], classCount: 2) }
    }

    @Test("weights must be as many as rows, and none negative")
    func weights() {
        #expect(throws: TrainingError.countMismatch(what: "row weights", expected: 2, found: 1)) {
            try TrainingTargets(labels: [0, 1], rowWeights: [1], classCount: 2)
        }
        #expect(throws: TrainingError.badRowWeight(row: 1)) {
            try TrainingTargets(labels: [0, 1], rowWeights: [1, -1], classCount: 2)
        }
        #expect(throws: TrainingError.badRowWeight(row: 0)) {
            try TrainingTargets(labels: [0, 1], rowWeights: [.infinity, 1], classCount: 2)
        }
    }
}
