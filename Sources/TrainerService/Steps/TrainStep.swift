import ArgumentParser
import Classification
import ConsolePrograms
import DurableFiles
import Generation
import JSONParsing
import LabeledData
import OSThreads
import Records
import Training

/// Trains on the bootstrap set, people's labels and accepted variations, measures the result on the gate set, and publishes it as a bundle.
///
/// Safe to repeat: a bundle of this round that was made of the very same rows is found again and not made twice.
struct TrainStep {
    let context: StepContext

    func run() throws(StepError) -> RoundEvent {
        let labels = try LoopLabels(context.store)
        let people = try people()
        let (context, round) = (context, context.round.id)
        let manifest = try interruptible { () throws(ProgramFailure) in
            let files = try LoopFiles(context.configuration)
            var input = try input(files, labels)
            input.origin = JSONObject([("round", .string(round)), ("people", .object(people))])
            if let known = try publishedBefore(input) { return known }
            context.report("training, \(context.plan.recipe.rawValue)", 0, 0)
            let outcome = try train(input)
            context.report(input.frozenGate == nil ? "publishing" : "measuring on the gate set, publishing", 0, 0)
            return try BundleAssembly(input: input, outcome: outcome).publish(to: .models(context.models))
        }
        try recordsPart { () throws(RecordsError) in
            try context.store.saveBundle(
                manifest.id.text, round: round, parent: manifest.parent, metrics: .object(manifest.metrics))
            try context.store.saveArtifact(
                round: round, step: "training", key: "bundle", value: .string(manifest.id.text), replacing: true)
        }
        try? stepPart { () throws(ProgramFailure) in
            do throws(FileError) { try removeFolder(checkpointFolder) } catch { throw ProgramFailure(.tryAgainLater, "\(error)") }
        }
        return .trained(bundle: manifest.id.text)
    }

    /// A training that was stopped has kept its state: the next start goes on from there.
    private func interruptible<Value>(_ body: () throws(ProgramFailure) -> Value) throws(StepError) -> Value {
        let stop = context.stop
        do throws(StepError) {
            return try stepPart { () throws(ProgramFailure) in try Interruption.following({ stop.isRaised }, body) }
        } catch {
            if context.stop.isRaised { throw .stopped }
            throw error
        }
    }

    private var checkpointFolder: String { context.configuration.state + "/checkpoints/\(context.round.id)" }

    private func input(_ files: LoopFiles, _ labels: LoopLabels) throws(ProgramFailure) -> TrainingInput {
        let configuration = context.configuration
        let all = files.bootstrap + [labels.file]
        let rows = TrainingSet(
            all, repairsLabels: false, variationWeight: configuration.variationWeight, weighting: nil)
        var input = TrainingInput(
            base: configuration.base, files: all, dev: files.dev, gate: files.gate.map { LabeledFile(path: "the gate set", rows: $0.rows) },
            maxTokens: 128, seed: UInt64(clamping: context.plan.seed), threads: context.threads, rows: rows, earlyExit: true)
        guard let gate = files.gate else { return input }
        let champion = (try? context.models.champion()).map(context.models.folder(of:))
        let prior = context.plan.recipe == .auto ? try Prior.find(nil)?.file : nil
        input.frozenGate = try TrainingGate(
            set: gate, champion: champion, files: all + (prior.map { [$0] } ?? []), base: configuration.base)
        return input
    }

    private func train(_ input: TrainingInput) throws(ProgramFailure) -> TrainingOutcome {
        switch context.plan.recipe {
        case .probe: return try ProbeRecipe(input: input).train()
        case .finetune:
            return try FineTuneTraining(input: input, arguments: try arguments(), checkpointFolder: try checkpoint()).train()
        case .auto:
            return try AutoRecipe(input: input, arguments: try arguments(), prior: nil, checkpointFolder: try checkpoint()).train()
        }
    }

    /// The defaults of the command line, and to go on where a training was interrupted.
    private func arguments() throws(ProgramFailure) -> FineTuneArguments {
        do { return try FineTuneArguments.parse(["--resume"]) } catch {
            throw ProgramFailure(.ourBug, "the defaults of fine-tuning cannot be read: \(error)")
        }
    }

    private func checkpoint() throws(ProgramFailure) -> String {
        do throws(FileError) { try makeFolder(folder(of: checkpointFolder)) } catch { throw ProgramFailure(.tryAgainLater, "\(error)") }
        return checkpointFolder
    }

    private func publishedBefore(_ input: TrainingInput) throws(ProgramFailure) -> BundleManifest? {
        let digest = BundleFacts.digest(texts: input.rows.texts, labels: input.rows.labels)
        guard isFolder(context.models.path) else { return nil }
        let bundles = try step { () throws(ClassificationError) in try context.models.bundles() }
        return bundles.reversed().lazy.compactMap { try? readManifest(context.models.folder(of: $0)) }.first { manifest in
            manifest.trainingData["round"]?.string == context.round.id && manifest.trainingData["sha256"]?.string == digest
        }
    }

    /// How many current labels each person has given, over all rounds.
    private func people() throws(StepError) -> JSONObject {
        let rows = try recordsPart { () throws(RecordsError) in try context.store.sheetOfAllLabels() }
        var counts: [String: Int] = [:]
        for row in rows { if let annotator = row.annotator, row.label != nil { counts[annotator, default: 0] += 1 } }
        return JSONObject(counts.sorted { $0.key < $1.key }.map { ($0.key, .int($0.value)) })
    }
}
