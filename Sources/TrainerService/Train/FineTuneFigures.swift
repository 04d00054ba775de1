import ConsolePrograms
import Encoders
import JSONParsing
import LabeledData
import Training

/// The figures of a fine-tuned model, calibrated, and the outcome made of them.
struct FineTuneFigures {
    private let base: TrainingBase
    private let result: FineTuneRecipe.Result
    private let outOfFold: EvaluationReport?
    private let dev: EvaluationReport
    private let gate: EvaluationReport?
    private let earlyExit: EarlyExitOutcome

    init(
        input: TrainingInput, base: TrainingBase, problem: FineTuneProblem, result: FineTuneRecipe.Result
    ) throws(ProgramFailure) {
        self.base = base
        self.result = result
        let calibration = result.calibration?.calibration ?? .identity
        func report(_ logits: [Float], _ labels: [Int]) throws(ProgramFailure) -> EvaluationReport {
            let probabilities = calibration.probabilities(logits: logits, classCount: SafetyClass.count)
            return try trainingStep { () throws(TrainingError) in try EvaluationReport(probabilities: probabilities, labels: labels) }
        }
        func report(_ file: LabeledFile) throws(ProgramFailure) -> EvaluationReport {
            let sequences = base.tokenize(file.texts)
            let logits = try trainingStep { () throws(TrainingError) in
                try result.parameters.logits(sequences, threads: input.threads)
            }
            return try report(logits, file.labels)
        }
        // Variations are easier than messages: where there are both, the figures out of fold are those of messages.
        let rows = problem.labels.indices.filter { !problem.isVariation[$0] }
        if let logits = result.outOfFoldLogits, !rows.isEmpty {
            let classes = SafetyClass.count
            outOfFold = try report(
                rows.flatMap { logits[$0 * classes..<($0 + 1) * classes] }, rows.map { problem.labels[$0] })
        } else {
            outOfFold = nil
        }
        dev = try report(input.dev)
        if let file = input.gate { gate = try report(file) } else { gate = nil }
        earlyExit = try Self.earlyExit(input, problem, result, messages: rows)
    }

    /// Exits, held to what the model of each fold gives the rows that it has not seen.
    private static func earlyExit(
        _ input: TrainingInput, _ problem: FineTuneProblem, _ result: FineTuneRecipe.Result, messages: [Int]
    ) throws(ProgramFailure) -> EarlyExitOutcome {
        guard input.earlyExit else { return .notTried(reason: "it is switched off") }
        guard result.parameters.headKind != .classifier else {
            return .notTried(reason: "the model's head for classification reads the last layer alone")
        }
        guard let logits = result.outOfFoldLogits, let fit = result.calibration, let exits = result.exits else {
            return .notTried(reason: "thresholds are chosen out of fold, and there are no folds")
        }
        let training = EarlyExitOutcome.training(input.rows, messages: messages)
        return try trainingStep { () throws(TrainingError) in
            let found = try training.train(
                exits.logits, model: fit.calibration.probabilities(logits: logits, classCount: SafetyClass.count), folds: exits.folds,
                states: try result.parameters.layerStates(problem.sequences, threads: input.threads))
            return found.map { .found($0) } ?? .notWorthIt
        }
    }

    func outcome(recipe: JSONObject, account: String) -> TrainingOutcome {
        TrainingOutcome(
            weights: .tuned(result.parameters), maxTokens: base.maxTokens, calibration: result.calibration, outOfFold: outOfFold,
            dev: dev, gate: gate, earlyExit: earlyExit, recipe: recipe, account: account, notes: [])
    }
}
