import Classification
import Encoders
import JSONParsing
import LabeledData
import Tensors
import Training

/// What came of the search for exits, for the bundle, the card and the person at the terminal.
enum EarlyExitOutcome {
    case found(ExitTraining.Result)
    case notTried(reason: String)
    case notWorthIt

    /// What the trainer asks of exits: that they do not hide what the standard policy acts on.
    static var bounds: ExitBounds {
        ExitBounds(
            protected: [SafetyClass.selfHarm.index, SafetyClass.emergencySituation.index],
            flagThresholds: SafetyClass.names.map { name in
                Policy.standard.rules[name].flatMap { $0.action.flags ? Float($0.threshold) : nil }
            },
            harmless: SafetyClass.notHarmful.index)
    }

    /// - Parameters:
    ///   - rows: All training rows.
    ///   - messages: The indices of those that temperatures are fitted on.
    static func training(_ rows: TrainingSet, messages: [Int]) -> ExitTraining {
        ExitTraining(
            fitting: fitting(rows.classWeighting), bounds: bounds, labels: rows.labels, rowWeights: rows.rowWeights, groups: rows.groups,
            messages: messages)
    }

    static func fitting(_ weighting: ClassWeighting) -> ExitHeadFitting {
        ExitHeadFitting(classWeighting: weighting, classCount: SafetyClass.count)
    }

    private var result: ExitTraining.Result? {
        if case .found(let result) = self { result } else { nil }
    }

    /// For the manifest.
    var exits: [BundleExit] {
        guard let result else { return [] }
        let limits = result.bounds.protected.map { (SafetyClass.names[$0], Double(result.bounds.limit)) }
        return result.exits.map { exit in
            BundleExit(
                layer: exit.layer,
                calibration: ScoreCalibration(
                    temperature: Float(exit.temperature), bias: [Float](repeating: 0, count: exit.head.classCount)),
                threshold: Double(result.choice.threshold), limits: Dictionary(uniqueKeysWithValues: limits))
        }
    }

    /// For `exits.safetensors`; none without exits.
    var tensors: [(name: String, tensor: Tensor)] {
        ExitHeads.tensors(
            (result?.exits ?? []).map { exit in
                let shape = [exit.head.classCount, exit.head.dimension]
                return (exit.layer, Tensor(shape: shape, exit.head.weight), Tensor(shape: [shape[0]], exit.head.bias))
            })
    }

    /// For the manifest's metrics; nil where nothing was measured.
    var metrics: JSONValue? {
        guard let result else { return nil }
        let choice = result.choice
        return [
            "layers": .int(choice.layers), "first_layer": .int(choice.first), "threshold": .float(choice.threshold),
            "limit": .float(result.bounds.limit), "C": .array(result.exits.map { .double($0.strength) }),
            "out_of_fold": Self.json(choice.figures), "cross_fitted": Self.json(choice.crossFitted),
            "every_layer": Self.json(choice.full),
        ]
    }

    private static func json(_ figures: ExitFigures) -> JSONValue {
        [
            "mean_layers": .double(figures.meanLayers), "macro_f1": .double(figures.macroF1), "accuracy": .double(figures.accuracy),
            "recall": .object(
                JSONObject(zip(bounds.protected, figures.recall).map { (SafetyClass.names[$0], .double($1)) })),
            "false_flags": .int(figures.falseFlags),
        ]
    }

    /// One line for the terminal.
    var sentence: String {
        switch self {
        case .notTried(let reason): return "no early exit: \(reason)"
        case .notWorthIt:
            return "no early exit: no thresholds keep macro-F1, the recall of "
                + Self.bounds.protected.map { SafetyClass.names[$0] }.joined(separator: " and ")
                + " and the false flags out of fold with a mean depth under \(fixed(Self.bounds.maxDepth, digits: 1)) of the layers"
        case .found(let result):
            let (choice, after) = (result.choice, result.choice.figures)
            return "early exit: \(fixed(after.meanLayers, digits: 2)) of \(choice.layers) layers on average out of fold, from layer"
                + " \(choice.first) on at a score of \(fixed(Double(choice.threshold), digits: 3)); macro-F1 \(Self.change(choice, after)),"
                + " \(Self.change(choice, choice.crossFitted)) with thresholds chosen on other rows"
        }
    }

    /// For the card.
    var account: String {
        guard case .found(let result) = self else { return "Every message goes through every layer. " + sentence + "." }
        let (choice, bounds) = (result.choice, result.bounds)
        let names = bounds.protected.map { SafetyClass.names[$0] }.joined(separator: " and ")
        let recall = zip(bounds.protected, zip(choice.full.recall, choice.figures.recall)).map { label, values in
            "\(SafetyClass.names[label]) \(fixed(100 * values.0, digits: 1)) → \(fixed(100 * values.1, digits: 1))"
        }
        return """
            From layer \(choice.first) of \(choice.layers) on, a message stops where the calibrated score of a small head after the layer \
            reaches \(fixed(Double(choice.threshold), digits: 3)), and \(names), unless on top, have at most \
            \(fixed(Double(bounds.limit), digits: 3)). Out of fold: \(fixed(choice.figures.meanLayers, digits: 2)) layers on average, macro-F1 \
            \(Self.change(choice, choice.figures)), recall of \(recall.joined(separator: ", ")), false flags \(choice.full.falseFlags) → \
            \(choice.figures.falseFlags). With thresholds chosen on other rows than they are judged by: \
            \(fixed(choice.crossFitted.meanLayers, digits: 2)) layers, macro-F1 \(Self.change(choice, choice.crossFitted)). The figures of this \
            card are those of every layer.
            """
    }

    private static func change(_ choice: ExitChoice, _ figures: ExitFigures) -> String {
        "\(fixed(100 * choice.full.macroF1, digits: 2)) → \(fixed(100 * figures.macroF1, digits: 2))"
    }
}
