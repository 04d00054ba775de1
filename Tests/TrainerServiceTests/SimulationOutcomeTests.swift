import Acquisition
import JSONParsing
import LabeledData
import Testing
import Training
import TrainerService

struct SimulationOutcomeTests {
    /// A matrix in which `right` of ten messages of every class got their label, the others the next class's.
    private static func confusion(right: Int) -> ConfusionMatrix {
        var matrix = ConfusionMatrix(classCount: 6)
        for label in 0..<6 {
            for number in 0..<10 { matrix.add(label: label, prediction: number < right ? label : (label + 1) % 6) }
        }
        return matrix
    }

    /// With `right` of ten in every class all scores are `right` tenths.
    private static func result(_ strategy: QueryStrategy, _ seed: Int, _ right: [Int], _ queried: [Int]) -> SimulationResult {
        SimulationResult(
            strategy: strategy, seed: seed,
            points: right.enumerated().map { SimulationResult.Point(labels: 150 + 20 * $0, confusion: confusion(right: $1)) },
            queried: queried, acquired: queried.map { 6 * $0 })
    }

    private static func outcome(_ change: (inout SimulationSettings) -> Void = { _ in }) -> SimulationOutcome {
        var settings = SimulationSettings()
        settings.strategies = [.random, .cluster]
        settings.seeds = 3
        settings.targetF1 = 0.7
        change(&settings)
        var description = SimulationDescription()
        description.poolCounts = [50, 50, 50, 50, 9, 60]
        description.base = "tiny"
        let results = [
            result(.random, 1, [5, 6, 6], [20, 20, 20, 20, 0, 20]), result(.cluster, 1, [5, 7, 8], [20, 20, 20, 16, 4, 20]),
            result(.random, 2, [4, 5, 7], [20, 20, 20, 19, 1, 20]), result(.cluster, 2, [4, 6, 7], [20, 20, 20, 17, 3, 20]),
            result(.random, 3, [6, 6, 6], [20, 20, 18, 20, 2, 20]), result(.cluster, 3, [6, 8, 9], [20, 20, 20, 15, 5, 20]),
        ]
        return SimulationOutcome(settings: settings, results: results, description: description)
    }

    @Test("curves are means over seeds, in percent")
    func curves() {
        let outcome = Self.outcome()
        #expect(outcome.isComplete && outcome.pointCount == 3 && outcome.labels == [150, 170, 190])
        let random = outcome.curve(.random, .macroF1).map(\.mean)
        for (mean, expected) in zip(random, [50, 170.0 / 3, 190.0 / 3]) { #expect(abs(mean - expected) < 1e-9) }
        let accuracy = outcome.curve(.cluster, .accuracy).map(\.mean)
        for (mean, expected) in zip(accuracy, [50.0, 70, 80]) { #expect(abs(mean - expected) < 1e-9) }
        let rare = outcome.curve(.cluster, .f1(.emergencySituation)).map(\.mean)
        #expect(rare.count == 3 && abs(rare[2] - 80) < 1e-9)
        #expect(abs(outcome.curve(.cluster, .errorDeviation)[0].mean) < 1e-9)
    }

    @Test("strategies are compared with random within a seed")
    func differences() throws {
        let outcome = Self.outcome()
        // At the end: 20, 0 and 30 points.
        let end = try #require(outcome.difference(.cluster, .macroF1, .end))
        #expect(abs(end.mean - 50.0 / 3) < 1e-9 && end.count == 3)
        // Deviation √(700 / 3), over √3, times 4.303.
        #expect(abs((end.margin ?? 0) - 37.95) < 0.01)
        // Over the iterations: 15, 5 and 25.
        #expect(abs((outcome.difference(.cluster, .macroF1, .meanAfterStart)?.mean ?? 0) - 15) < 1e-9)
        #expect(outcome.queriedDifference(.cluster, .emergencySituation)?.mean == 3)
        #expect(outcome.difference(.random, .macroF1, .end)?.mean == 0)
        let alone = SimulationOutcome(
            settings: outcome.settings, results: outcome.results.filter { $0.strategy == .cluster }, description: outcome.description)
        #expect(alone.difference(.cluster, .macroF1, .end) == nil)
    }

    @Test("labels to a target: of the mean curve, and of the seeds that get there")
    func target() {
        let outcome = Self.outcome()
        #expect(outcome.labelsNeeded(.cluster, target: 0.7) == 170 && outcome.labelsNeeded(.random, target: 0.7) == nil)
        #expect(outcome.labelsNeededBySeed(.random, target: 0.7).seeds == 1)
        #expect(outcome.labelsNeededBySeed(.random, target: 0.7).labels?.mean == 190)
        let cluster = outcome.labelsNeededBySeed(.cluster, target: 0.7)
        #expect(cluster.seeds == 3 && abs((cluster.labels?.mean ?? 0) - (170 + 190 + 170) / 3.0) < 1e-9)
    }

    @Test("the report has every table, and the paper's figures stand where as many questions were asked as there")
    func document() {
        let text = Self.outcome().document.text
        for heading in [
            "Macro-F1 by number of labels", "Accuracy by number of labels", "F1 of each class at the end", "(the paper's Table 3)",
            "(the paper's Table 8)", "Labels to a macro-F1 of 70.0", "Compared with random, seed by seed",
        ] { #expect(text.contains(heading)) }
        #expect(!text.contains("Queries and their variations"))
        let lines = text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        #expect(lines.contains(["cluster", "paper", "19.2", "20.2", "14.5", "15.7", "5.0", "25.5", "6.9"]))
        #expect(lines.contains { $0.starts(with: ["cluster", "29.71"]) } && lines.contains { $0.starts(with: ["random", "33.75"]) })
        #expect(text.contains("emergency-situation queries") && text.contains("never"))

        let other = Self.outcome { $0.queries = 10 }.document.text
        #expect(!other.contains("29.71") && !other.contains("paper   "))
    }

    @Test("seeds that are missing are named first")
    func incomplete() {
        let outcome = Self.outcome { $0.seeds = 5 }
        #expect(!outcome.isComplete && outcome.document.text.contains("STOPPED: 3 of 5 seeds are done"))
        #expect(outcome.json.object?["complete"]?.bool == false && outcome.json.object?["seeds_done"]?.int == 3)
        let nothing = SimulationOutcome(settings: outcome.settings, results: [], description: outcome.description)
        #expect(nothing.document.text.contains("STOPPED: 0 of 5") && nothing.json.object?["runs"]?.array?.isEmpty == true)
        #expect(nothing.chart.svg.contains("no figures"))
    }

    @Test("the JSON holds what the tables show, and every run")
    func json() throws {
        let json = try #require(Self.outcome().json.object)
        #expect(json["rarest_class"]?.string == "emergency-situation" && json["runs"]?.array?.count == 6)
        let cluster = try #require(json["strategies"]?.object?["cluster"]?.object)
        #expect(cluster["macro_f1"]?.array?.count == 3)
        #expect(cluster["queried"]?.object?["emergency-situation"]?.object?["mean"]?.double == 4)
        #expect(cluster["acquired"]?.object?["emergency-situation"]?.object?["mean"]?.double == 24)
        #expect(cluster["minus_random"]?.object?["rarest_queried"]?.object?["mean"]?.double == 3)
        #expect(cluster["labels_to_target"]?.object?["mean_curve"]?.double == 170)
        #expect(json["strategies"]?.object?["random"]?.object?["minus_random"] == nil)
    }
}
