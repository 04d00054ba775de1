/// How a probe is trained.
package struct ProbeOptions: Equatable, Sendable {
    /// Decides the folds and the bootstrap resamples, and nothing else: the fit itself draws no random number.
    package var seed: UInt64
    package var folds: Int
    /// How often the rows are split anew; more repeats steady the choice of C and the temperature, at their price in time.
    package var repeats: Int
    /// The grid of C.
    package var strengths: [Double]
    package var classWeighting: ClassWeighting
    /// The largest element of the gradient that the final fit may leave.
    package var gradientTolerance: Double
    /// The same for the fits of cross-validation, which need not be as exact.
    package var searchTolerance: Double
    package var maxIterations: Int
    package var bootstrapResamples: Int

    package static let defaultStrengths = [0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300]

    package init(
        seed: UInt64 = 1, folds: Int = 5, repeats: Int = 1, strengths: [Double] = ProbeOptions.defaultStrengths,
        classWeighting: ClassWeighting = .balanced, gradientTolerance: Double = 1e-6, searchTolerance: Double = 1e-5,
        maxIterations: Int = 2_000, bootstrapResamples: Int = 1_000
    ) {
        self.seed = seed
        self.folds = folds
        self.repeats = repeats
        self.strengths = strengths
        self.classWeighting = classWeighting
        self.gradientTolerance = gradientTolerance
        self.searchTolerance = searchTolerance
        self.maxIterations = maxIterations
        self.bootstrapResamples = bootstrapResamples
    }

    func check() throws(TrainingError) {
        guard (2...100).contains(folds) else { throw .badOption(name: "folds", allowed: "2 to 100") }
        guard (1...100).contains(repeats) else { throw .badOption(name: "repeats", allowed: "1 to 100") }
        guard !strengths.isEmpty, strengths.allSatisfy({ $0.isFinite && $0 > 0 }) else {
            throw .badOption(name: "strengths", allowed: "one positive number or more")
        }
        guard Set(strengths).count == strengths.count else { throw .badOption(name: "strengths", allowed: "all different") }
        if case .balanced(let limit?) = classWeighting, !(limit.isFinite && limit > 0) {
            throw .badOption(name: "classWeighting", allowed: "clipped at a positive number")
        }
        guard searchTolerance.isFinite && searchTolerance > 0 else { throw .badOption(name: "searchTolerance", allowed: "positive") }
        guard (1...1_000_000).contains(bootstrapResamples) else {
            throw .badOption(name: "bootstrapResamples", allowed: "1 to 1000000")
        }
        try regression(strength: 1, tolerance: gradientTolerance).checkOptions()
    }

    /// The fold of each row, `[n]`, in one of the repeats; the first is that of `ProbeResult.outOfFoldLogits`.
    package func assignFolds(labels: [Int], groups: [Int], classCount: Int, repetition: Int = 0) -> [Int] {
        var generator = SplitMix64(seed: seed, stream: UInt64(repetition))
        return Folds.assign(labels: labels, groups: groups, classCount: classCount, folds: folds, using: &generator)
    }

    func regression(strength: Double, tolerance: Double) -> LogisticRegression {
        LogisticRegression(
            strength: strength, classWeighting: classWeighting, gradientTolerance: tolerance, maxIterations: maxIterations)
    }
}
