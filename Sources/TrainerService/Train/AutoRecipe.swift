import Classification
import ConsolePrograms
import DurableFiles
import Encoders
import JSONParsing
import LabeledData
import Training

/// `--recipe auto`: what did best in cross-validation over human rows for the base and the rows at hand (models/README.md).
///
/// For a base that pools, in two stages: the encoder is fine-tuned on the prior, which has none of the user's rows in it, and then on the
/// user's rows. The second stage holds rows back for its figures as ever, and the first has seen none of them.
struct AutoRecipe {
    enum Plan {
        case priorThenRows(Prior)
        case rowsAlone(reason: String)
        case probe(reason: String)
        case fineTune
    }

    let input: TrainingInput
    let arguments: FineTuneArguments
    let checkpointFolder: String
    let plan: Plan

    init(input: TrainingInput, arguments: FineTuneArguments, prior: String?, checkpointFolder: String) throws(ProgramFailure) {
        self.input = input
        self.arguments = arguments
        self.checkpointFolder = checkpointFolder
        let base = try TrainingBase(input.base, maxTokens: input.maxTokens)
        if base.layout == nil {
            plan = .fineTune
        } else if isFile(input.base + "/picket.json") {
            plan = .rowsAlone(reason: "the base is a bundle, which has its prior in it")
        } else if let found = try Prior.find(prior) {
            let texts = Set(input.rows.texts.map { RowGroups.normalized($0) })
            let isSeen = found.file.texts.contains { texts.contains(RowGroups.normalized($0)) }
            plan = isSeen ? .probe(reason: "the rows are the prior's own") : .priorThenRows(found)
        } else {
            plan = .rowsAlone(
                reason: prior == "none" ? "no prior is wanted" : "the seed set is not to be found; --prior names a file")
        }
    }

    var explanation: String {
        switch plan {
        case .priorThenRows(let prior):
            "recipe auto: fine-tune the encoder on the prior, \(prior.file.path) (\(prior.file.rows.count) rows), then its upper half on the"
                + " training rows"
        case .rowsAlone(let reason): "recipe auto: fine-tune the encoder's upper half on the training rows alone, since \(reason)"
        case .probe(let reason): "recipe auto: a probe, since \(reason)"
        case .fineTune: "recipe auto: fine-tuning of all layers, since the base does not say how to pool"
        }
    }

    func train() throws(ProgramFailure) -> TrainingOutcome {
        switch plan {
        case .fineTune: try FineTuneTraining(input: input, arguments: arguments, checkpointFolder: checkpointFolder).train()
        case .probe: try ProbeRecipe(input: input).train()
        case .rowsAlone: try twoStages(nil).train()
        case .priorThenRows(let prior): try twoStages(prior).train()
        }
    }

    private func twoStages(_ prior: Prior?) -> PriorThenRows {
        PriorThenRows(
            input: input, arguments: arguments, prior: prior, checkpointFolder: checkpointFolder, say: { printLine($0) })
    }
}
