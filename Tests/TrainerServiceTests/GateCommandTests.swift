import ArgumentParser
import Classification
import ConsolePrograms
import DurableFiles
import JSONParsing
import LabeledData
import TestSupport
import Testing
import Training
import TrainerService

/// Freezing, judging and training with a gate, on a base and rows in which everything takes seconds.
struct GateCommandTests {
    private let place: TinyTrainingPlace
    private var gate: String { place.path + "/a.gate.json" }

    init() throws {
        place = try TinyTrainingPlace()
        try run(["gate", "freeze", "--data", place.prior, "--out", gate, "--by", "mara", "--least", "8"])
    }

    private func bundle(_ name: String, _ more: [String] = []) throws -> String {
        let path = place.path + "/" + name
        try place.train(["--recipe", "probe", "--early-exit", "off", "--out", path] + more)
        return path
    }

    private func failure(_ arguments: [String]) throws -> ProgramFailure {
        try #require(throws: ProgramFailure.self) { try run(arguments) }
    }

    @Test(
        "arguments that make no sense are refused",
        arguments: [
            ("gate freeze --data d", "--out"), ("gate freeze --data d --out o --least 0", "--least is at least 1"),
            ("gate run --gate g", "--challenger"), ("gate run --challenger c --gate g --threads 300", "--threads"),
            ("train --base b --train t --dev d --out o --champion c", "--champion needs --gate"),
        ])
    func refused(arguments: String, reason: String) throws {
        let error = try #require(throws: (any Error).self) { try parsed(arguments.split(separator: " ").map(String.init)) }
        #expect(TrainerCommand.exitCode(for: error).rawValue == ProgramExit.usage.rawValue)
        #expect(TrainerCommand.fullMessage(for: error).contains(reason))
    }

    @Test("a first model on a small set asks for a person; every run is counted beside the set, and the result can be recorded once")
    func first() throws {
        let challenger = try bundle("one")
        let no = try failure([
            "gate", "run", "--challenger", challenger, "--gate", gate, "--train", place.data, "--threads", "2", "--record",
        ])
        #expect(no.exit == .no)
        let recorded = try #require(try verifyBundle(challenger).gate.object)
        #expect(recorded["champion"]?.isNull == true && recorded["gate_set"]?.object?["by"] == "mara")
        #expect(recorded["gate_set"]?.object?["sha256"]?.string == (try GateSet(file: gate)).sha256)
        #expect(recorded["training_rows"]?.object?["are_the_challengers"]?.bool == true)
        #expect(recorded["training_rows"]?.object?["rows"] == 60)
        let again = try failure(["gate", "run", "--challenger", challenger, "--gate", gate, "--threads", "2", "--record", "--json"])
        #expect(again.exit == .badConfiguration && again.message.contains("already"))
        #expect(try completeLines(place.path + "/a.gate.uses.jsonl", limitBytes: 1 << 20).count == 2)
    }

    @Test("training rows that are in the set are an answer of no, with their places, before anything is trained or measured")
    func contaminated() throws {
        let error = try failure([
            "train", "--base", place.base, "--train", place.prior, "--dev", place.data, "--recipe", "probe", "--gate", gate, "--out",
            place.path + "/x",
        ])
        #expect(error.exit == .no && error.message.contains("48 training rows are messages of the gate set (\(place.prior):2,"))
        #expect(!isFolder(place.path + "/x"))
        let challenger = try bundle("one")
        let run = try failure(["gate", "run", "--challenger", challenger, "--gate", gate, "--train", place.data, place.prior])
        #expect(run.exit == .no && run.message.contains("cannot be judged"))
        #expect(try completeLines(place.path + "/a.gate.uses.jsonl", limitBytes: 1 << 20).isEmpty)
    }

    @Test("the same bundle against itself loses nothing; only what the set is too small for stands open")
    func identical() throws {
        let one = try bundle("one")
        let report = try GateRun(champion: one, challenger: one, set: try GateSet(file: gate), threads: 2).report()
        #expect(report.champion == report.challenger && report.evidence.macroF1?.difference == 0)
        #expect(report.evidence.accuracy?.lost == 0 && report.evidence.falseFlags.paired?.lost == 0)
        for check in report.result.checks where check.name != "latency" && check.name != "int8 agreement" {
            #expect([.pass, .insufficient].contains(check.verdict), "\(check)")
        }
        #expect(report.evidence.rows == 48 && report.evidence.int8Agreement.total == 48)
        #expect((report.evidence.latency?.championMilliseconds ?? 0) > 0)
        let again = try GateRun(champion: one, challenger: one, set: try GateSet(file: gate), threads: 1).report()
        #expect(again.evidence.challenger == report.evidence.challenger && again.evidence.int8Agreement == report.evidence.int8Agreement)
    }

    @Test("a training with a frozen set is gated in its draft: card and manifest say so, and it is promoted only if the gate says promote")
    func gatedTraining() throws {
        let models = ModelsFolder(place.path + "/models")
        let common = ["--recipe", "probe", "--early-exit", "off", "--gate", gate, "--models", models.path]
        let held = try #require(throws: ProgramFailure.self) { try place.train(common + ["--promote"]) }
        #expect(held.exit == .no && held.message.contains("is not promoted"))
        let id = try #require(try models.bundles().first)
        let folder = models.folder(of: id)
        let manifest = try verifyBundle(folder)
        let set = try GateSet(file: gate)
        #expect(try models.bundle(.champion) == nil)
        #expect(manifest.gateOutcome != nil && manifest.gateOutcome != "promote")
        #expect(manifest.gate.object?["gate_set"]?.object?["sha256"]?.string == set.sha256)
        #expect(manifest.trainingData["gate_sets_excluded"]?.array == [.string(set.sha256)])
        #expect(manifest.parent == nil && manifest.metrics["gate"]?.object?["n"] == 48)
        let card = String(decoding: try readFile(folder + "/MODEL_CARD.md", limitBytes: 1 << 20), as: UTF8.self)
        for part in [
            "## Gate", "against no champion, on 48 messages frozen by mara", "| recall self-harm |", "Parent: none",
            "| class | precision | recall | F1 | rows |",
        ] {
            #expect(card.contains(part), "\(part)")
        }
        #expect(try names(in: models.path) == [id.text])

        // The next one is compared with the champion of the folder, and is trained from a bundle that vouches for its rows.
        _ = try Promoter(models: models, daemon: .none).promote(id, by: "mara", reason: "first")
        try run(["train", "--base", folder, "--train", place.data, "--dev", place.data, "--max-length", "24", "--threads", "2"] + common)
        let second = try #require(try models.bundles().first { $0 != id })
        let next = try verifyBundle(models.folder(of: second))
        #expect(next.gate.object?["champion"]?.string == id.text && next.parent == id.text)
        #expect(next.trainingData["gate_sets_excluded"]?.array == [.string(set.sha256)])
        // The manifest vouches for the rows: they need not be named again.
        let outcome = try failure(["gate", "run", "--challenger", models.folder(of: second), "--gate", gate, "--json"])
        #expect(outcome.exit == .no)
    }

    @Test("a champion or a set that is not there is said before training begins")
    func missing() throws {
        let champion = try #require(throws: ProgramFailure.self) {
            try place.train(["--recipe", "probe", "--gate", gate, "--champion", place.path + "/none", "--out", place.path + "/x"])
        }
        #expect(champion.exit == .inputMissing && champion.message.contains("/none"))
        let set = try failure(["gate", "run", "--challenger", place.base, "--gate", place.path + "/none.gate.json"])
        #expect(set.exit == .inputMissing && set.message.contains("none.gate.json"))
        #expect(!isFolder(place.path + "/x"))
    }
}
