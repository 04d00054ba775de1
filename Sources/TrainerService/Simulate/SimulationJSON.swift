import Acquisition
package import JSONParsing
import LabeledData
import Training

extension SimulationOutcome {
    /// `simulate.json`: what was simulated, the curves and comparisons of the tables, and every run. Figures are percentages, as in the
    /// tables.
    package var json: JSONValue {
        .object(
            JSONObject([
                ("format", 1), ("complete", .bool(isComplete)), ("seeds_done", .int(seedsDone)), ("settings", settingsJSON),
                ("classes", .array(SafetyClass.names.map(JSONValue.string))), ("rarest_class", .string(description.rarest.name)),
                ("labels", .array(labels.map(JSONValue.double))),
                ("strategies", .object(JSONObject(settings.strategies.map { ($0.rawValue, strategyJSON($0)) }))),
                ("runs", .array(results.map(runJSON))),
            ]))
    }

    private var settingsJSON: JSONValue {
        [
            "base": .string(description.base), "files": .array(description.files.map(JSONValue.string)),
            "variations": .string(description.variations), "variation_count": .int(description.variationCount),
            "variation_weight": .double(settings.variationWeight), "seeds": .int(settings.seeds), "first_seed": .int(settings.firstSeed),
            "iterations": .int(settings.iterations), "queries": .int(settings.queries), "clusters": .int(settings.clusters),
            "uncertainty": .string(settings.uncertainty.rawValue), "test_folds": .int(settings.split.testFolds),
            "bootstrap": .double(description.bootstrapSize), "pool": .double(description.poolSize), "test": .double(description.testSize),
            "pool_by_class": .array(description.poolCounts.map(JSONValue.int)),
        ]
    }

    private func strategyJSON(_ strategy: QueryStrategy) -> JSONValue {
        let runs = results(strategy)
        let rarest = description.rarest
        func counts(_ of: (SimulationResult) -> [Int]) -> JSONValue {
            .object(
                JSONObject(
                    SafetyClass.allCases.map { label in (label.name, json(MeanAndInterval(runs.map { Double(of($0)[label.index]) }))) }
                        + [
                            (
                                "standard_deviation",
                                json(MeanAndInterval(runs.compactMap { sampleDeviation(of($0).map(Double.init)) }))
                            )
                        ]))
        }
        func curve(_ metric: SimulationMetric) -> JSONValue { .array(self.curve(strategy, metric).map(json)) }
        var members: [(String, JSONValue)] = [
            ("macro_f1", curve(.macroF1)), ("accuracy", curve(.accuracy)),
            ("per_class_f1", .object(JSONObject(SafetyClass.allCases.map { ($0.name, curve(.f1($0))) }))),
            ("queried", counts(\.queried)), ("acquired", counts(\.acquired)), ("error_standard_deviation", curve(.errorDeviation)),
        ]
        if let target = settings.targetF1 {
            let bySeed = labelsNeededBySeed(strategy, target: target)
            members.append(
                (
                    "labels_to_target",
                    [
                        "target_macro_f1": .double(100 * target),
                        "mean_curve": labelsNeeded(strategy, target: target).map(JSONValue.double) ?? .null, "by_seed": json(bySeed.labels),
                        "seeds": .int(bySeed.seeds),
                    ]
                ))
        }
        if strategy != .random, settings.strategies.contains(.random) {
            members.append(
                (
                    "minus_random",
                    [
                        "macro_f1_end": json(difference(strategy, .macroF1, .end)),
                        "macro_f1_mean": json(difference(strategy, .macroF1, .meanAfterStart)),
                        "accuracy_end": json(difference(strategy, .accuracy, .end)),
                        "rarest_f1_end": json(difference(strategy, .f1(rarest), .end)),
                        "rarest_queried": json(queriedDifference(strategy, rarest)),
                    ]
                ))
        }
        return .object(JSONObject(members))
    }

    private func runJSON(_ run: SimulationResult) -> JSONValue {
        let points = run.points.map { point -> JSONValue in
            ["labels": .int(point.labels), "confusion": .array(point.confusion.rows.map { .array($0.map(JSONValue.int)) })]
        }
        return [
            "strategy": .string(run.strategy.rawValue), "seed": .int(run.seed), "queried": .array(run.queried.map(JSONValue.int)),
            "acquired": .array(run.acquired.map(JSONValue.int)), "points": .array(points),
        ]
    }

    private func json(_ figure: MeanAndInterval?) -> JSONValue {
        guard let figure else { return .null }
        return [
            "mean": .double(figure.mean), "low": figure.low.map(JSONValue.double) ?? .null,
            "high": figure.high.map(JSONValue.double) ?? .null, "n": .int(figure.count),
        ]
    }
}
