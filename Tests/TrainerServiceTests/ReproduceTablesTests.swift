import Foundation
import ConsolePrograms
import JSONParsing
import LabeledData
import TestSupport
import Testing
import TrainerService
import Training

struct ReproduceTablesTests {
    let fixture: PaperFixture
    var plan: ReproducePlan

    init() throws {
        fixture = try PaperFixture(relabelled: 1)
        plan = ReproducePlan(bases: try ReproduceBase.read(fixture.bases))
        plan.seeds = 2
    }

    /// Every run done; of the six rows of each class `right(run)` are right.
    private func outcome(_ right: (RunKey) -> Int) throws -> ReproduceOutcome {
        let data = try fixture.folder()
        let runs = plan.runs(data)
        var log = RunLog(folder: fixture.place.path)
        for run in runs {
            var confusion = ConfusionMatrix(classCount: 6)
            for label in 0..<6 {
                for row in 0..<6 { confusion.add(label: label, prediction: row < right(run.key) ? label : (label + 1) % 6) }
            }
            try log.append(RunResult(key: run.key, confusion: confusion, seconds: 1))
        }
        return ReproduceOutcome(plan: plan, data: data, runs: runs, log: log)
    }

    /// The lines of the text in which all of `parts` occur, their cells parted.
    private func rows(_ outcome: ReproduceOutcome, _ parts: String...) -> [String] {
        outcome.document.text.split(separator: "\n").map(String.init).filter { line in parts.allSatisfy { line.contains($0) } }
            .map { $0.split(separator: " ").joined(separator: " ") }
    }

    @Test("a cell is the mean over seeds with the sample standard deviation")
    func cells() throws {
        let outcome = try outcome { $0.seed == 1 ? 3 : 6 }
        let base = plan.bases[0]
        let figures = try #require(outcome.figures(base, .bootstrap, .ours))
        #expect(figures.map(\.mean) == [75, 75, 75, 75])
        #expect(abs((figures[3].deviation ?? 0) - 50 / 2.0.squareRoot()) < 1e-9)
        #expect(rows(outcome, "bert-base-cased ", "ours, our settings").first?.hasSuffix("75.0 ± 35.4 75.0 ± 35.4 2") == true)
    }

    @Test("the paper's row comes first, ours for the same model under it, and a model that the paper has not at the end")
    func order() throws {
        let outcome = try outcome { _ in 6 }
        let text = outcome.document.text
        let start = try #require(text.range(of: "Table 4"))
        let end = try #require(text.range(of: "Table 5"))
        let models = text[start.lowerBound..<end.lowerBound].split(separator: "\n").dropFirst(3).map { line in
            line.split(separator: " ").prefix(2).joined(separator: " ")
        }
        #expect(
            models == [
                "bert-base-cased paper", "bert-base-cased ours,", "bert-base-cased ours,", "bert-base-uncased paper",
                "roberta-base paper", "distilbert-base-cased paper", "distilbert-base-uncased paper", "small ours,", "small ours,",
            ])
    }

    @Test("Table 3 has the paper's counts, those of the files and those after the repair, and dashes for what is not there")
    func counts() throws {
        let outcome = try outcome { _ in 6 }
        #expect(rows(outcome, "self-harm", "paper").first == "self-harm paper 96 116 66 115 22 26 438 879")
        #expect(rows(outcome, "self-harm", "files").first == "self-harm files 12 12 12 11 2 3 – 52")
        #expect(rows(outcome, "self-harm", "repaired").first == "self-harm repaired 12 12 12 12 2 3 – 53")
        #expect(rows(outcome, "Standard Deviation", "paper").first?.hasPrefix("Standard Deviation paper 57.6 47.6 65.3 41.4") == true)
        #expect(rows(outcome, "Total", "files").first == "Total files 72 72 72 72 12 18 – 318")
    }

    @Test("Table 8 puts the deviation of error shares beside the paper's, and says where a repair changes nothing")
    func errors() throws {
        let outcome = try outcome { _ in 3 }
        #expect(rows(outcome, "roberta-base", "33.75") == ["roberta-base paper – 33.75 33.22 33.39 29.71"])
        #expect(outcome.errorDeviation(plan.bases[1], .whole(.random, .published), .ours)?.mean == 0)
        #expect(
            rows(outcome, "small", "as published").first
                == "small ours, paper's settings repaired as published as published as published 0.00 ± 0.00")
    }

    @Test("without a test set every output says loudly what was scored; with one, which file it was")
    func warns() throws {
        let without = try outcome { _ in 6 }
        #expect(without.document.text.contains("NOT THE PAPER'S TEST SET"))
        #expect(without.document.markdown.contains("> **NOT THE PAPER'S TEST SET"))
        #expect(without.json.object?["evaluation"]?.object?["warning"]?.string?.contains("dev_labeled.tsv (18 rows)") == true)
        try fixture.writeHuman("test", perClass: 5)
        let with = try outcome { _ in 6 }
        #expect(!with.document.text.contains("NOT THE PAPER'S TEST SET"))
        #expect(with.document.text.contains("measured on test_labeled.tsv: 30 rows"))
        #expect(with.json.object?["evaluation"]?.object?["is_paper_test_set"]?.bool == true)
    }

    @Test("evaluation texts that are also trained on are counted, whatever their case")
    func shared() throws {
        var lines = try fixture.lines("bootstrap_labeled.tsv")
        lines[1] = "x\tr\tDEV self harm, 0!\tself-harm"
        try fixture.write("bootstrap_labeled.tsv", lines)
        let outcome = try outcome { _ in 6 }
        #expect(outcome.sharedTexts == 1)
        #expect(outcome.notes.contains { $0.hasPrefix("1 of the 18 evaluation texts") })
    }

    @Test("the paper's settings are spelled out, with whose choice the epochs are")
    func settings() throws {
        let notes = try outcome { _ in 6 }.notes
        #expect(notes.contains { $0.contains("learning rate 2e-05, batch size 16, max length 50, 3 epochs: the paper names none") })
        #expect(notes.contains { $0.contains("1 of 12 in Cluster-AL") })
    }

    @Test("the JSON has every table with published and our figures, and every run")
    func json() throws {
        let outcome = try outcome { _ in 3 }
        let object = try #require(try JSONParser.parse(JSONWriter.pretty(outcome.json)).object)
        #expect(object["complete"]?.bool == true && object["runs"]?.array?.count == outcome.runs.count)
        for (table, published, ours) in [("table4", 5, 4), ("table5", 20, 20), ("table6", 20, 20)] {
            #expect(object[table]?.object?["published"]?.array?.count == published, "\(table)")
            #expect(object[table]?.object?["ours"]?.array?.count == ours, "\(table)")
        }
        let cell = try #require(object["table6"]?.object?["ours"]?.array?.first?.object)
        #expect(cell["split"]?.string == "random" && cell["seeds"]?.int == 2)
        #expect(cell["f1"]?.object?["mean"]?.double == 50 && cell["f1"]?.object?["standard_deviation"]?.double == 0)
        #expect(cell["per_class_f1"]?.object?.keys == SafetyClass.names)
        let best = object["table6"]?.object?["published"]?.array?.compactMap { $0.object?["f1"]?.double }.max()
        #expect(best == 71.6)
        #expect(object["table3"]?.object?["repaired"]?.object?["counts"]?.object?["cluster"]?.array?.first?.int == 12)
        #expect(object["table8"]?.object?["published"]?.object?["standard_deviation_of_error"]?.object?["cluster"]?.double == 29.71)
    }
}
