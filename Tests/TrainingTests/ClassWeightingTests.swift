import Testing
import Training

struct ClassWeightingTests {
    @Test("balanced weights are n / (C · n_c)")
    func balanced() {
        let weights = ClassWeighting.balanced.classWeights(labels: [0, 0, 0, 1], rowWeights: [1, 1, 1, 1], classCount: 2)
        #expect(weights == [4.0 / 6, 2])
    }

    @Test("row weights count, and a class without rows weighs nothing")
    func rowWeights() {
        let weights = ClassWeighting.balanced.classWeights(labels: [0, 0, 1], rowWeights: [0.5, 0.5, 3], classCount: 3)
        #expect(weights == [4.0 / 3, 4.0 / 9, 0])
    }

    @Test("a clip bounds the weight of a rare class only")
    func clipped() {
        let weights = ClassWeighting.balanced(clippedAt: 1.5).classWeights(
            labels: [0, 0, 0, 1], rowWeights: [1, 1, 1, 1], classCount: 2)
        #expect(weights == [4.0 / 6, 1.5])
    }

    @Test("uniform weights are 1")
    func uniform() {
        #expect(ClassWeighting.uniform.classWeights(labels: [0, 0, 1], rowWeights: [1, 2, 3], classCount: 2) == [1, 1])
    }
}
