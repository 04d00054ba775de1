package import Acquisition
package import LabeledData
import Training

/// A figure of a learner on the messages that it is tested on, in percent.
package enum SimulationMetric: Hashable, Sendable {
    case macroF1
    case accuracy
    case f1(SafetyClass)
    /// Table 8's: the standard deviation, across classes, of the share of a class's messages that are wrong.
    case errorDeviation

    func value(_ confusion: ConfusionMatrix) -> Double? {
        switch self {
        case .macroF1: 100 * confusion.macro.f1
        case .accuracy: 100 * confusion.accuracy
        case .f1(let label): 100 * confusion.scores(label.index).f1
        case .errorDeviation: classErrorDeviation(confusion)
        }
    }
}

/// What a simulation came to: the source of every output.
package struct SimulationOutcome: Sendable {
    package let settings: SimulationSettings
    /// Of the seeds that are done, seed by seed.
    package let results: [SimulationResult]
    package let description: SimulationDescription

    package init(settings: SimulationSettings, results: [SimulationResult], description: SimulationDescription) {
        self.settings = settings
        self.results = results
        self.description = description
    }

    package var seedsDone: Int { results.count / max(1, settings.strategies.count) }
    package var isComplete: Bool { seedsDone == settings.seeds }

    package func results(_ strategy: QueryStrategy) -> [SimulationResult] { results.filter { $0.strategy == strategy } }

    /// Points of the curves: those that every run has reached. A run ends early when nothing is left to ask.
    package var pointCount: Int { results.map(\.points.count).min() ?? 0 }

    /// Labels at each point: the mean over runs.
    package var labels: [Double] {
        (0..<pointCount).map { point in results.reduce(0) { $0 + Double($1.points[point].labels) } / Double(max(1, results.count)) }
    }

    /// A metric at one point, seed by seed.
    package func values(_ strategy: QueryStrategy, _ metric: SimulationMetric, at point: Int) -> [Double] {
        results(strategy).compactMap { metric.value($0.points[point].confusion) }
    }

    package func curve(_ strategy: QueryStrategy, _ metric: SimulationMetric) -> [MeanAndInterval] {
        (0..<pointCount).compactMap { MeanAndInterval(values(strategy, metric, at: $0)) }
    }

    /// A metric after the last iteration, or over all of them, seed by seed.
    package enum Moment: Sendable { case end, meanAfterStart }

    package func values(_ strategy: QueryStrategy, _ metric: SimulationMetric, _ moment: Moment) -> [Double] {
        guard pointCount > 1 else { return [] }
        switch moment {
        case .end: return values(strategy, metric, at: pointCount - 1)
        case .meanAfterStart:
            return results(strategy).map { result in
                let points = result.points[1..<pointCount].compactMap { metric.value($0.confusion) }
                return points.reduce(0, +) / Double(max(1, points.count))
            }
        }
    }

    /// The mean of the differences to `random` in the same seed; nil without `random`.
    package func difference(_ strategy: QueryStrategy, _ metric: SimulationMetric, _ moment: Moment) -> MeanAndInterval? {
        paired(values(strategy, metric, moment), values(.random, metric, moment))
    }

    /// Queries of a class, seed by seed.
    package func queried(_ strategy: QueryStrategy, _ label: SafetyClass) -> [Double] {
        results(strategy).map { Double($0.queried[label.index]) }
    }

    package func queriedDifference(_ strategy: QueryStrategy, _ label: SafetyClass) -> MeanAndInterval? {
        paired(queried(strategy, label), queried(.random, label))
    }

    private func paired(_ own: [Double], _ other: [Double]) -> MeanAndInterval? {
        guard own.count == other.count else { return nil }
        return MeanAndInterval(zip(own, other).map { $0 - $1 })
    }

    /// The labels after which the mean macro-F1 over seeds is at least `target` for the first time; nil when it never is.
    package func labelsNeeded(_ strategy: QueryStrategy, target: Double) -> Double? {
        curve(strategy, .macroF1).firstIndex { $0.mean >= 100 * target }.map { labels[$0] }
    }

    /// The same, seed by seed: the mean over those that get there, and how many do.
    package func labelsNeededBySeed(_ strategy: QueryStrategy, target: Double) -> (labels: MeanAndInterval?, seeds: Int) {
        let needed = results(strategy).compactMap { result in
            result.points[..<pointCount].first { $0.confusion.macro.f1 >= target }.map { Double($0.labels) }
        }
        return (MeanAndInterval(needed), needed.count)
    }
}

/// What was simulated, for the outputs.
package struct SimulationDescription: Equatable, Sendable {
    package var base = ""
    package var files: [String] = []
    package var variations = "none"
    /// Messages of the pool by class, before any split.
    package var poolCounts = [Int](repeating: 0, count: SafetyClass.count)
    /// The mean sizes over seeds.
    package var bootstrapSize = 0.0
    package var poolSize = 0.0
    package var testSize = 0.0
    package var variationCount = 0

    package init() {}

    /// The class that the pool has fewest messages of.
    package var rarest: SafetyClass {
        SafetyClass.allCases.reduce(.selfHarm) { poolCounts[$1.index] < poolCounts[$0.index] ? $1 : $0 }
    }
}
