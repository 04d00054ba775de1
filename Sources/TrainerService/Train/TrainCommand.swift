import ArgumentParser
import Classification
import ConsolePrograms
import DurableFiles
import LabeledData
import OSThreads
import Training

struct TrainCommand: ParsableCommand {
    enum Recipe: String, ExpressibleByArgument, CaseIterable { case auto, probe, finetune }
    enum Weighting: String, ExpressibleByArgument, CaseIterable { case auto, balanced, uniform }

    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Train a model and write it as a bundle.",
        discussion: """
            Data files are TSV, CSV or JSON lines; the text is the column text, title or input, the label the column label or category.
            Rows of one file that share an id are taken for a message and its variations: they are never parted by cross-validation.

            Recipes:
              probe     a logistic regression on the frozen encoder's embeddings, its regularization chosen by grouped cross-validation.
              finetune  all weights, with AdamW; the options from --epochs on are its own.
              auto      fine-tunes the encoder on the prior, the seed set that comes with Picket, then its upper half on your rows; with
                        a base that is a bundle already, the latter alone; with a base that does not pool (bert-base-cased, say),
                        finetune; for the prior's own rows, probe.

            Temperature is fitted on predictions for rows that were held back. The same command with the same files, seed and shards gives
            the same weights. Ctrl-C or SIGTERM ends a fine-tuning in good order; the same command with --resume goes on from there and
            gives the very weights that it would have given without the stop.

            Early exit: small heads after the encoder's layers let a message stop early when they are sure. Their thresholds are chosen out
            of fold, so that macro-F1 loses at most 0.1 points and neither the recall of self-harm and emergency-situation falls nor false
            flags rise; where that spares less than a tenth of the layers, the bundle has none.

            Examples:
              picket-trainer train --base .picket/base --train models/seed/train.tsv --dev models/seed/dev.tsv --out my-bundle
              picket-trainer train --base .picket/base --train a.tsv b.csv --dev d.tsv --models .picket/models --promote
              picket-trainer train --base bert-base-cased --train a.tsv --dev d.tsv --out b --recipe finetune --learning-rate 2e-5
            """)

    @Option(help: "The encoder to start from: a Hugging Face folder, such as .picket/base.") var base: String
    @Option(parsing: .upToNextOption, help: "Labelled rows to train on, one file or several.") var train: [String]
    @Option(help: "Labelled rows to report figures on; nothing is chosen by them.") var dev: String
    @Option(help: "A frozen gate set (.gate.json) that the bundle has to pass, or labelled rows to report figures on.") var gate: String?
    @Option(help: "With a frozen gate set: the bundle to beat (the champion of --models, if there is one).") var champion: String?
    @Option(help: "Write the bundle as this folder, which must be new or empty.") var out: String?
    @Option(help: "Publish the bundle in this models folder, under its id.") var models: String?
    @Flag(help: "With --models: make it the champion.") var promote = false
    @Option(help: "How to train.") var recipe = Recipe.auto
    @Option(help: "Decides folds, order, dropout and what is drawn.") var seed: UInt64 = 1
    @Option(help: "Tokens read of a text, special tokens included.") var maxLength = 128
    @Option(help: "balanced: every class counts alike; uniform: every row does; auto: balanced where a class has under 100 rows.")
    var classWeights = Weighting.auto
    @Option(help: "How much a variation counts, beside 1 for a message of a person.") var variationWeight = 0.3
    @Option(help: "on: a label that nearly all other rows of its source disagree with is replaced by theirs.")
    var labelRepair = FineTuneArguments.Switch.off
    @Option(help: "With --recipe auto: rows to fine-tune the encoder on first; none leaves that out (the seed set that comes with Picket).")
    var prior: String?
    @Option(help: "on: heads between the layers, at which a message may stop, where the model pools and they cost next to nothing.")
    var earlyExit = FineTuneArguments.Switch.on
    @Option(help: "The text column of every file: a header name or a number from 1.") var textColumn: String?
    @Option(help: "The label column of every file: a header name or a number from 1.") var labelColumn: String?
    @Option(help: "Threads (0: one per core).") var threads = 0
    @OptionGroup(title: "Fine-tuning") var fineTuning: FineTuneArguments

    func validate() throws {
        guard out != nil || models != nil else { throw ValidationError("say where the bundle goes: --out DIR or --models DIR") }
        guard out == nil || models == nil else { throw ValidationError("--out and --models exclude each other") }
        guard !promote || models != nil else { throw ValidationError("--promote needs --models") }
        guard champion == nil || gate != nil else { throw ValidationError("--champion needs --gate") }
        guard (8...512).contains(maxLength) else { throw ValidationError("--max-length is 8 to 512") }
        guard (0...256).contains(threads) else { throw ValidationError("--threads is 0 to 256") }
        guard (0...1).contains(variationWeight) else { throw ValidationError("--variation-weight is 0 to 1") }
        guard prior == nil || recipe == .auto else { throw ValidationError("--prior belongs to --recipe auto") }
    }

    func run() throws {
        let columns = DataColumns(text: textColumn, label: labelColumn)
        let target = try BundleTarget(out: out, models: models)
        let files = try train.map { try readLabeled($0, columns) }
        let devFile = try readLabeled(dev, columns)
        let gateSet = try gate.flatMap { $0.hasSuffix(GateSet.ending) ? try GateSet(file: $0) : nil }
        let gateFile = try gate.map { path in
            if let gateSet { return LabeledFile(path: path, rows: gateSet.rows) }
            return try readLabeled(path, columns)
        }
        try requireFolder(base)
        let rows = TrainingSet(
            files, repairsLabels: labelRepair == .on, variationWeight: variationWeight, weighting: weighting)
        for note in rows.notes { printLine(note) }
        var input = TrainingInput(
            base: base, files: files, dev: devFile, gate: gateFile, maxTokens: maxLength, seed: seed,
            threads: threads == 0 ? availableProcessors() : threads, rows: rows, earlyExit: earlyExit == .on)
        if let gateSet {
            input.frozenGate = try frozenGate(gateSet, files)
            if let overlap = input.frozenGate?.overlap { printLine(overlap.sentence) }
        }
        let outcome = try train(input, checkpointFolder: target.checkpointFolder)
        for line in outcome.summary { printLine(line) }
        let manifest = try BundleAssembly(input: input, outcome: outcome).publish(to: target)
        let isHeldBack = promote && manifest.gateOutcome != nil && manifest.gateOutcome != GateOutcome.promote.name
        let place = try target.finish(manifest, promote: promote && !isHeldBack)
        if isFolder(target.checkpointFolder) { try? removeFolder(target.checkpointFolder) }
        if let outcome = manifest.gateOutcome { printLine("gate: \(outcome)") }
        printLine("bundle \(manifest.id) is in \(place)")
        if isHeldBack { throw ProgramFailure(.no, "\(manifest.id) is not promoted: its gate says \(manifest.gateOutcome ?? "no")") }
    }

    private func frozenGate(_ set: GateSet, _ files: [LabeledFile]) throws(ProgramFailure) -> TrainingGate {
        var champion = champion
        if champion == nil, let models {
            let folder = ModelsFolder(models)
            champion = (try? folder.champion()).map(folder.folder(of:))
        }
        let prior = recipe == .auto ? try Prior.find(prior)?.file : nil
        return try TrainingGate(set: set, champion: champion, files: files + (prior.map { [$0] } ?? []), base: base)
    }

    private func train(_ input: TrainingInput, checkpointFolder: String) throws(ProgramFailure) -> TrainingOutcome {
        switch recipe {
        case .probe: return try ProbeRecipe(input: input).train()
        case .finetune:
            return try FineTuneTraining(input: input, arguments: fineTuning, checkpointFolder: checkpointFolder).train()
        case .auto:
            let plan = try AutoRecipe(input: input, arguments: fineTuning, prior: prior, checkpointFolder: checkpointFolder)
            printLine(plan.explanation)
            return try plan.train()
        }
    }

    private var weighting: ClassWeighting? {
        switch classWeights {
        case .balanced: .balanced
        case .uniform: .uniform
        case .auto: nil
        }
    }
}
