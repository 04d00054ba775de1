import Classification
import ConsolePrograms
import DurableFiles
import Encoders
import JSONParsing
import LabeledData
import Training

/// `--recipe finetune`: all weights are trained.
struct FineTuneTraining {
    let input: TrainingInput
    let arguments: FineTuneArguments
    /// Where an interrupted training is kept.
    let checkpointFolder: String

    func train() throws(ProgramFailure) -> TrainingOutcome {
        let base = try TrainingBase(input.base, maxTokens: input.maxTokens)
        let options = arguments.options(Self.defaults, seed: input.seed, threads: input.threads)
        let head = base.head(arguments.head)
        let recipe = FineTuneRecipe(
            options: options, headStart: arguments.headStart == .probe ? .probe(strength: 1) : .drawn, folds: arguments.folds,
            seeds: arguments.seeds, threads: input.threads, exits: Self.exits(input, head))
        try trainingStep { () throws(TrainingError) in try options.check() }
        let problem = base.problem(input.rows, start: .folder(base.folder, head))
        let copies = options.averagedEpochs > 1 || options.patience != nil || arguments.seeds > 1 ? 1 : 0
        try Self.requireMemory(base, problem, options, copies: copies)
        let session = try TrainingSession(
            folder: checkpointFolder, identity: Self.identity(recipe, problem, base), resumes: arguments.resume,
            logSteps: arguments.logSteps)
        let result = try session.run(total: recipe.stepCount(rows: problem.labels.count)) {
            (journal: inout FitJournal) throws(TrainingError) in
            try recipe.train(problem, journal: &journal) { session.observe($0) }
        }
        let figures = try FineTuneFigures(input: input, base: base, problem: problem, result: result)
        return figures.outcome(recipe: recipe.json(problem), account: account(recipe))
    }

    /// What a fine-tuning of some hundred rows begins with where the command line says nothing; models/README.md has the figures.
    static var defaults: FineTuneOptions {
        var options = FineTuneOptions()
        options.epochs = 5
        options.learningRate = 5e-5
        options.headFactor = 10
        options.layerDecay = 0.9
        return options
    }

    private func account(_ recipe: FineTuneRecipe) -> String {
        let options = recipe.options
        return "All weights fine-tuned: \(options.epochs) epochs of batches of \(options.batchSize), AdamW with peak rate"
            + " \(shortDecimal(options.learningRate)), the head's rate \(fixed(options.headFactor, digits: 1)) times that, layer-wise decay"
            + " \(fixed(options.layerDecay, digits: 2)), dropout \(fixed(options.dropout, digits: 2)), seed \(options.seed)"
            + (recipe.seeds > 1 ? ", weights of \(recipe.seeds) seeds averaged." : ".")
    }
}

extension FineTuneTraining {
    /// What fits exits in every fold; nil where none are wanted, or the model's head leaves no room for them.
    static func exits(_ input: TrainingInput, _ head: ModelParameters.HeadKind) -> ExitHeadFitting? {
        input.earlyExit && head != .classifier ? EarlyExitOutcome.fitting(input.rows.classWeighting) : nil
    }

    /// - Parameter copies: Of the weights, beside what every training has.
    static func requireMemory(
        _ base: TrainingBase, _ problem: FineTuneProblem, _ options: FineTuneOptions, copies: Int
    ) throws(ProgramFailure) {
        let config = base.config
        let layer = 4 * config.hiddenSize * config.hiddenSize + 2 * config.hiddenSize * config.intermediateSize
        let tokens = problem.sequences.map(\.count).sorted(by: >).prefix(options.batchSize).reduce(0, +)
        try MemoryCheck.require(
            parameters: (config.vocabSize + config.maxPositionEmbeddings) * config.hiddenSize + config.numHiddenLayers * layer,
            config: config, tokens: tokens, shards: options.shards, copies: copies)
    }

    /// What two commands share that may go on from each other.
    static func identity(_ recipe: FineTuneRecipe, _ problem: FineTuneProblem, _ base: TrainingBase) -> JSONObject {
        var identity = recipe.json(problem)
        var bytes: [UInt8] = []
        for (index, sequence) in problem.sequences.enumerated() {
            bytes += Array("\(problem.labels[index]) \(problem.rowWeights[index]) \(problem.groups[index]) \(sequence)\n".utf8)
        }
        identity["rows_sha256"] = .string(textDigest(bytes))
        let weights = base.folder + "/model.safetensors"
        do throws(ClassificationError) { identity["base"] = .string(try fileDigest(weights)) } catch { identity["base"] = .string(weights) }
        return identity
    }
}
