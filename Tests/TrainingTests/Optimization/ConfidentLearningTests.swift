import Testing
import Training

struct ConfidentLearningTests {
    @Test("thresholds, joint and judgements are those of the paper's formulas in NumPy")
    func golden() throws {
        let cases = try OptimizationGoldens.cases("confident_learning.json")
        #expect(cases.count == 3)
        for golden in cases {
            let found = try ConfidentLearning(
                probabilities: golden.floats("probabilities"), labels: golden.ints("labels"), classCount: golden.int("classes"))
            let thresholds = found.thresholds.map { $0.isFinite ? $0 : -1 }
            #expect(try largestDifference(thresholds, golden.doubles("thresholds")) < 1e-12)
            #expect(try found.confidentJoint.map { $0.map { Double($0) } } == golden.rows("confidentJoint"))
            #expect(try largestDifference(found.joint.joined(), golden.rows("joint").joined()) < 1e-12)
            #expect(try largestDifference(found.margins, golden.doubles("margins")) < 1e-12)
            let seems = try golden.ints("seems")
            #expect(seems.contains { $0 >= 0 })
            for (row, judgement) in found.judgements.enumerated() {
                #expect(judgement == (seems[row] < 0 ? .kept : .suspected(seems: seems[row], margin: found.margins[row])))
            }
        }
    }

    @Test("most labels that were changed are found, and few that were not")
    func finds() throws {
        var generator = SplitMix64(seed: 3)
        let truth = (0..<600).map { $0 % 3 }
        let labels = truth.enumerated().map { $0.offset % 10 == 0 ? ($0.element + 1) % 3 : $0.element }
        let probabilities = truth.flatMap { label -> [Float] in
            let own = 0.8 + 0.15 * generator.uniform()
            return (0..<3).map { Float($0 == label ? own : (1 - own) / 2) }
        }
        let judgements = try ConfidentLearning(probabilities: probabilities, labels: labels, classCount: 3).judgements
        let found = judgements.indices.filter { judgements[$0] != .kept }
        #expect(found.count { labels[$0] != truth[$0] } >= 55)
        #expect(found.allSatisfy { labels[$0] != truth[$0] })
        for row in found {
            guard case .suspected(let seems, let margin) = judgements[row] else { continue }
            #expect(seems == truth[row])
            #expect(margin < 0)
        }
    }

    @Test("a row that reaches several thresholds counts as the likeliest of those classes")
    func collision() throws {
        // t = 0.55, 0.38. The first row reaches both.
        let found = try ConfidentLearning(
            probabilities: [0.6, 0.4, 0.5, 0.5, 0.7, 0.3, 0.54, 0.46], labels: [0, 0, 1, 1], classCount: 2)
        #expect(found.confidentJoint == [[1, 1], [1, 1]])
        #expect(found.judgements[0] == .kept)
        #expect(found.judgements[1] == .suspected(seems: 1, margin: 0))
        #expect(found.judgements[2] == .suspected(seems: 0, margin: found.margins[2]))
        #expect(found.judgements[3] == .kept)
    }

    @Test("a class without rows has no threshold and no share of the joint")
    func absentClass() throws {
        let none = try ConfidentLearning(probabilities: [0.9, 0.1], labels: [0], classCount: 2)
        #expect(none.thresholds[1] == .infinity)
        #expect(none.joint == [[1, 0], [0, 0]])
    }

    @Test(
        "what are no probabilities is refused",
        arguments: [
            ([0.5, 0.5, 0.5], [0], TrainingError.countMismatch(what: "probabilities", expected: 2, found: 3)),
            ([0.5, 0.5], [2], .labelOutOfRange(row: 0, label: 2, classes: 2)),
            ([0.5, 0.5, .nan, 0.5], [0, 1], .notFinite(what: "the probabilities", row: 1)),
            ([0.5, 0.5, 1.5, -0.5], [0, 1], .badOption(name: "probabilities of row 1", allowed: "0 to 1")),
            ([], [], .noRows),
        ] as [([Float], [Int], TrainingError)])
    func refused(probabilities: [Float], labels: [Int], error: TrainingError) {
        #expect(throws: error) { try ConfidentLearning(probabilities: probabilities, labels: labels, classCount: 2) }
    }
}
