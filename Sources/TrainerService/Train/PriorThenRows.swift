import Classification
import ConsolePrograms
import DurableFiles
import Encoders
import JSONParsing
import LabeledData
import Training

/// An encoder fine-tuned on the prior, and then on the user's rows: what `--recipe auto` does for a base that pools.
///
/// 1. The prior: all layers, two epochs. It teaches the encoder what the classes are about, from rows that are none of the user's.
/// 2. The user's rows: the upper half of the layers, three epochs. A variation counts less than a message, and less again where a probe
///    of the messages disagrees with its label. The head begins as a probe and ends as the mean of the tuned head and a new probe.
///
/// Each of these steps was chosen by grouped cross-validation over human rows; models/README.md has the figures, and what did not help.
struct PriorThenRows {
    let input: TrainingInput
    let arguments: FineTuneArguments
    /// Nil for a base that has been through the first stage: a bundle.
    let prior: Prior?
    let checkpointFolder: String
    var say: (String) -> Void = { _ in }

    /// How much a not-harmful row of the prior counts: most of its rows are ordinary chat, and what the encoder has to learn from it is
    /// how the harmful classes differ.
    static let harmlessWeight = 0.3

    static func priorOptions(seed: UInt64, shards: Int) -> FineTuneOptions {
        var options = FineTuneOptions()
        (options.epochs, options.batchSize, options.learningRate) = (2, 32, 5e-5)
        (options.headFactor, options.layerDecay, options.frozenParts) = (100, 0.9, 1)
        (options.seed, options.shards) = (seed, shards)
        return options
    }

    /// - Parameter layers: L; the embeddings and the lower half keep their weights.
    static func rowsDefaults(layers: Int) -> FineTuneOptions {
        var options = FineTuneOptions()
        (options.epochs, options.batchSize, options.learningRate) = (3, 16, 5e-5)
        (options.headFactor, options.layerDecay, options.frozenParts) = (20, 0.9, 1 + layers / 2)
        return options
    }

    func train() throws(ProgramFailure) -> TrainingOutcome {
        let base = try TrainingBase(input.base, maxTokens: input.maxTokens)
        let options = arguments.options(
            Self.rowsDefaults(layers: base.config.numHiddenLayers), seed: input.seed, threads: input.threads)
        let recipe = FineTuneRecipe(
            options: options, headStart: .probe(strength: 1), meetsProbe: 1, weighsByAgreement: true, folds: arguments.folds,
            seeds: arguments.seeds, threads: input.threads, exits: FineTuneTraining.exits(input, base.head(.pooled)))
        let priorRecipe = FineTuneRecipe(
            options: Self.priorOptions(seed: input.seed, shards: options.shards), headStart: .probe(strength: 10), folds: 0,
            threads: input.threads)
        try trainingStep { () throws(TrainingError) in try options.check() }
        let folder = FineTuneProblem.Start.folder(base.folder, base.head(.pooled))
        let priorProblem = prior.map { Self.problem($0, base, folder) }
        var problem = base.problem(input.rows, start: folder)
        for each in [priorProblem, problem].compactMap(\.self) {
            try FineTuneTraining.requireMemory(base, each, options, copies: 2)
        }
        var identity = FineTuneTraining.identity(recipe, problem, base)
        if let priorProblem { identity["prior"] = .object(FineTuneTraining.identity(priorRecipe, priorProblem, base)) }
        let session = try TrainingSession(
            folder: checkpointFolder, identity: identity, resumes: arguments.resume, logSteps: arguments.logSteps)

        if let prior, let priorProblem {
            say("1 of 2: the encoder on \(prior.file.path)")
            let tuned = try session.run(total: priorRecipe.stepCount(rows: priorProblem.labels.count)) {
                (journal: inout FitJournal) throws(TrainingError) in
                try priorRecipe.train(priorProblem, journal: &journal, stage: "prior") { session.observe($0) }
            }
            problem.start = .parameters(tuned.parameters)
            say("2 of 2: the training rows")
        }
        let stage = problem
        let result = try session.run(total: recipe.stepCount(rows: stage.labels.count)) {
            (journal: inout FitJournal) throws(TrainingError) in
            try recipe.train(stage, journal: &journal) { session.observe($0) }
        }
        let figures = try FineTuneFigures(input: input, base: base, problem: stage, result: result)
        return figures.outcome(recipe: facts(recipe, stage, priorRecipe, priorProblem), account: account(recipe, priorRecipe))
    }

    /// The rows of the prior.
    static func problem(_ prior: Prior, _ base: TrainingBase, _ start: FineTuneProblem.Start) -> FineTuneProblem {
        let labels = prior.file.labels
        return FineTuneProblem(
            start: start, sequences: base.tokenize(prior.file.texts), labels: labels, groups: RowGroups.of(texts: prior.file.texts),
            rowWeights: labels.map { $0 == SafetyClass.notHarmful.index ? harmlessWeight : 1 },
            isVariation: labels.map { _ in false }, classWeighting: .uniform, classCount: SafetyClass.count)
    }

    private func facts(
        _ recipe: FineTuneRecipe, _ problem: FineTuneProblem, _ priorRecipe: FineTuneRecipe, _ priorProblem: FineTuneProblem?
    ) -> JSONObject {
        var object = recipe.json(problem)
        object["name"] = "auto"
        object["variation_weight"] = .double(input.rows.variationWeight)
        guard let prior, let priorProblem else { return object }
        var stage = priorRecipe.json(priorProblem)
        stage["file"] = .string(prior.file.path)
        stage["rows"] = .int(prior.file.rows.count)
        stage["sha256"] = .string(textDigest(Array(prior.file.texts.joined(separator: "\n").utf8)))
        stage["harmless_weight"] = .double(Self.harmlessWeight)
        object["prior"] = .object(stage)
        return object
    }

    private func account(_ recipe: FineTuneRecipe, _ priorRecipe: FineTuneRecipe) -> String {
        let before =
            prior.map {
                "The encoder was fine-tuned on `\($0.file.path)` (\($0.file.rows.count) rows, \(priorRecipe.options.epochs) epochs), which no"
                    + " figure here is measured on. "
            } ?? ""
        return before + "On the rows above, all but the lowest \(recipe.options.frozenParts) parts were fine-tuned:"
            + " \(recipe.options.epochs) epochs of batches of \(recipe.options.batchSize), peak rate"
            + " \(shortDecimal(recipe.options.learningRate)), seed \(recipe.options.seed); the head is the mean of the tuned one and a probe."
    }
}
