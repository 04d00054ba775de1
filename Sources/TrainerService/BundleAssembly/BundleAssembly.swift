import Classification
import ConsolePrograms
import DurableFiles
import Encoders
import JSONParsing
import LabeledData
import Tensors
import Tokenization
import Training

/// Puts a trained model into a bundle: encoder, heads, tokenizer, self-test, card and manifest.
struct BundleAssembly {
    let input: TrainingInput
    let outcome: TrainingOutcome

    /// Where the model has to pass a gate, it is measured in the draft, as the bundle it is going to be; what the gate said is in the card
    /// and in the manifest.
    func publish(to target: BundleTarget) throws(ProgramFailure) -> BundleManifest {
        let draft = try step { () throws(ClassificationError) in try makeBundleDraft(in: target.workplace) }
        do throws(ProgramFailure) {
            try step { () throws(ClassificationError) in
                try writeModel(draft)
                try writeSmoothing(draft)
                try writeSelfTest(draft)
                let exits = outcome.earlyExit.tensors
                if !exits.isEmpty { try writeTensors(exits, draft + "/" + ExitHeads.fileName) }
            }
            let created = UTCTime.now
            let gate = try gateReport(draft, created)
            return try step { () throws(ClassificationError) in
                let card = ModelCard(input: input, outcome: outcome, parent: BundleFacts(input: input, outcome: outcome).parent, gate: gate)
                try write(draft + "/MODEL_CARD.md", Array(card.text.utf8))
                return try publishBundle(draft: draft, in: target.workplace, created: created) { manifest($0, $1, created, gate) }
            }
        } catch {
            try? removeFolder(draft)
            throw error
        }
    }

    private func gateReport(_ draft: String, _ created: UTCTime) throws(ProgramFailure) -> GateReport? {
        guard let gate = input.frozenGate else { return nil }
        try step { () throws(ClassificationError) in
            let digests = try bundleDigests(of: draft)
            let provisional = manifest(BundleID(created: created, digests: digests), digests, created, nil)
            try write(draft + "/picket.json", JSONWriter.pretty(provisional.json))
        }
        return try GateRun(
            champion: gate.champion, challenger: draft, set: gate.set, seed: input.seed, threads: input.threads, overlap: gate.overlap
        ).report()
    }

    /// What a Hugging Face folder may hold besides configuration and weights; taken along when it is there.
    private static let companions = [
        "tokenizer.json", "vocab.txt", "vocab.json", "merges.txt", "tokenizer_config.json", "special_tokens_map.json",
    ]

    private func writeModel(_ draft: String) throws(ClassificationError) {
        do throws(FileError) {
            for name in Self.companions where isFile(input.base + "/" + name) {
                try copyFile(from: input.base + "/" + name, to: draft + "/" + name)
            }
        } catch { throw .file(error) }
        switch outcome.weights {
        case .frozen(let layout, let head):
            try write(draft + "/config.json", JSONWriter.pretty(.object(try labelledConfig(architecture: nil))))
            do throws(FileError) {
                try copyFile(from: input.base + "/model.safetensors", to: draft + "/model.safetensors")
            } catch { throw .file(error) }
            let dense = [
                (name: "linear.bias", tensor: Tensor(shape: [head.classCount], head.bias)),
                (name: "linear.weight", tensor: Tensor(shape: [head.classCount, head.dimension], head.weight)),
            ]
            try writeLayout(draft, layout, hiddenSize: head.dimension, dense)
        case .tuned(let parameters):
            let config = parameters.config
            let isClassifier = parameters.headKind == .classifier
            let architecture = isClassifier ? config.family.classifierArchitecture : nil
            try write(draft + "/config.json", JSONWriter.pretty(.object(try labelledConfig(architecture: architecture))))
            try writeTensors(parameters.fileTensors, draft + "/model.safetensors")
            if case .pooled(let pooling, let isNormalized) = parameters.headKind {
                let layout = SentenceLayout(pooling: pooling, isNormalized: isNormalized)
                try writeLayout(draft, layout, hiddenSize: config.hiddenSize, parameters.denseTensors)
            }
        }
    }

    private func writeLayout(
        _ draft: String, _ layout: SentenceLayout, hiddenSize: Int, _ dense: [(name: String, tensor: Tensor)]
    ) throws(ClassificationError) {
        let files = SentenceTransformersLayout(
            layout: layout, hiddenSize: hiddenSize, classCount: SafetyClass.count, maxTokens: outcome.maxTokens
        ).files
        for (path, content) in files { try write(draft + "/" + path, JSONWriter.pretty(content)) }
        try writeTensors(dense, draft + "/" + SentenceTransformersLayout.denseFolder(layout) + "/model.safetensors")
    }

    /// How many training texts show what the encoder's channels do.
    private static let smoothingTexts = 256

    /// Writes what products in bytes do to their inputs, found on training texts of every part of the files.
    private func writeSmoothing(_ draft: String) throws(ClassificationError) {
        let texts = input.rows.texts
        let step = max(1, texts.count / Self.smoothingTexts)
        let tokenizer = try loadTokenizer(draft)
        let sequences = stride(from: 0, to: texts.count, by: step).map { tokenizer.encode(texts[$0], maxTokens: outcome.maxTokens).ids }
        let factors: SmoothingFactors
        do throws(EncoderError) { factors = try SmoothingFactors(calibrating: draft, on: sequences) } catch {
            throw .encoder(reason: error.description)
        }
        try writeTensors(factors.fileTensors, draft + "/" + SmoothingFactors.fileName)
    }

    /// The base's `config.json` with our labels in it.
    private func labelledConfig(architecture: String?) throws(ClassificationError) -> JSONObject {
        let bytes: [UInt8]
        do throws(FileError) { bytes = try readFile(input.base + "/config.json", limitBytes: 4 << 20) } catch { throw .file(error) }
        var object = JSONObject()
        do throws(JSONError) { object = try JSONParser.parse(bytes).object ?? object } catch {
            throw .labels(reason: "config.json of the base: \(error)")
        }
        let names = SafetyClass.names.enumerated()
        object["id2label"] = .object(JSONObject(names.map { ("\($0)", .string($1)) }))
        object["label2id"] = .object(JSONObject(names.map { ($1, .int($0)) }))
        if let architecture {
            object["architectures"] = [.string(architecture)]
            object["problem_type"] = "single_label_classification"
        }
        return object
    }

    /// Computes the self-test with the very code that will check it.
    private func writeSelfTest(_ draft: String) throws(ClassificationError) {
        let model = try Classifier(.folder(draft), limits: TextLimits(windowTokens: outcome.maxTokens))
        let workspace = model.makeWorkspace(maxTokens: model.limits.windowTokens, maxSequences: 1)
        var rows: [SelfTest.Row] = []
        for (label, texts) in SelfTestTexts.byClass {
            for text in texts {
                rows.append(SelfTest.Row(text: text, label: label.name, logits: try model.firstWindowLogits(text, workspace: workspace)))
            }
        }
        try write(draft + "/" + SelfTest.fileName, SelfTest(rows: rows).bytes)
    }

    private func manifest(_ id: BundleID, _ digests: BundleDigests, _ created: UTCTime, _ gate: GateReport?) -> BundleManifest {
        let facts = BundleFacts(input: input, outcome: outcome)
        let calibration = outcome.calibration?.calibration ?? .identity
        let bias = calibration.bias ?? [Double](repeating: 0, count: SafetyClass.count)
        return BundleManifest(
            id: id, created: created.iso8601, labels: SafetyClass.names, headKind: outcome.headKind,
            calibration: ScoreCalibration(temperature: Float(calibration.temperature), bias: bias.map { Float($0) }),
            thresholds: Policy.standard.rules.mapValues(\.threshold), maxTokens: outcome.maxTokens,
            base: facts.base(weightsDigest: digests["model.safetensors"] ?? ""), recipe: outcome.recipe,
            trainingData: facts.trainingData, parent: facts.parent, metrics: facts.metrics,
            gate: gate.map { .object($0.json) } ?? .null, files: digests,
            exits: outcome.earlyExit.exits)
    }

    private func writeTensors(_ tensors: [(name: String, tensor: Tensor)], _ path: String) throws(ClassificationError) {
        do throws(FileError) { try makeFolder(DurableFiles.folder(of: path)) } catch { throw .file(error) }
        do throws(TensorError) { try writeSafetensors(tensors, to: path) } catch {
            if case .file(let reason) = error { throw .file(reason) }
            throw .encoder(reason: error.description)
        }
    }

    private func write(_ path: String, _ bytes: [UInt8]) throws(ClassificationError) {
        do throws(FileError) {
            try makeFolder(DurableFiles.folder(of: path))
            try writeFile(path, bytes)
        } catch { throw .file(error) }
    }
}
