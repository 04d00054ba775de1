import Classification
import ConsolePrograms
import DurableFiles
import Encoders
import JSONParsing
import LabeledData
import Tensors
import Training

/// Puts a trained probe into a bundle: the base's files, the head, self-test, card and manifest.
struct BundleAssembly {
    let run: ProbeRun
    let outcome: ProbeRun.Outcome

    func publish(to target: BundleTarget) throws(ProgramFailure) -> BundleManifest {
        try step { () throws(ClassificationError) in
            let draft = try makeBundleDraft(in: target.workplace)
            do throws(ClassificationError) {
                try writeModel(draft)
                try writeSelfTest(draft)
                try write(draft + "/MODEL_CARD.md", Array(ModelCard(run: run, outcome: outcome).text.utf8))
                let created = UTCTime.now
                return try publishBundle(draft: draft, in: target.workplace, created: created) { manifest($0, $1, created) }
            } catch {
                try? removeFolder(draft)
                throw error
            }
        }
    }

    /// What a Hugging Face folder may hold besides configuration and weights; taken along when it is there.
    private static let companions = ["tokenizer.json", "vocab.txt", "merges.txt", "tokenizer_config.json", "special_tokens_map.json"]

    private func writeModel(_ draft: String) throws(ClassificationError) {
        try write(draft + "/config.json", JSONWriter.pretty(.object(try labelledConfig())))
        do throws(FileError) {
            try copyFile(from: run.base + "/model.safetensors", to: draft + "/model.safetensors")
            for name in Self.companions where isFile(run.base + "/" + name) {
                try copyFile(from: run.base + "/" + name, to: draft + "/" + name)
            }
        } catch { throw .file(error) }
        let layout = SentenceTransformersLayout(
            pooling: outcome.layout.pooling, hiddenSize: outcome.probe.head.dimension, classCount: outcome.probe.head.classCount,
            maxTokens: outcome.maxTokens)
        for (path, content) in layout.files { try write(draft + "/" + path, JSONWriter.pretty(content)) }
        let head = outcome.probe.head
        do throws(TensorError) {
            try writeSafetensors(
                [
                    ("linear.bias", Tensor(shape: [head.classCount], head.bias)),
                    ("linear.weight", Tensor(shape: [head.classCount, head.dimension], head.weight)),
                ], to: draft + "/3_Dense/model.safetensors")
        } catch { throw .encoder(reason: error.description) }
    }

    /// The base's `config.json` with our labels in it.
    private func labelledConfig() throws(ClassificationError) -> JSONObject {
        let bytes: [UInt8]
        do throws(FileError) { bytes = try readFile(run.base + "/config.json", limitBytes: 4 << 20) } catch { throw .file(error) }
        var object = JSONObject()
        do throws(JSONError) { object = try JSONParser.parse(bytes).object ?? object } catch {
            throw .labels(reason: "config.json of the base: \(error)")
        }
        let names = SafetyClass.names.enumerated()
        object["id2label"] = .object(JSONObject(names.map { ("\($0)", .string($1)) }))
        object["label2id"] = .object(JSONObject(names.map { ($1, .int($0)) }))
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

    private func manifest(_ id: BundleID, _ digests: BundleDigests, _ created: UTCTime) -> BundleManifest {
        let facts = BundleFacts(run: run, outcome: outcome)
        return BundleManifest(
            id: id, created: created.iso8601, labels: SafetyClass.names, headKind: "pooled-dense",
            calibration: ScoreCalibration(
                temperature: Float(outcome.probe.temperature.calibration.temperature),
                bias: [Float](repeating: 0, count: SafetyClass.count)),
            thresholds: Policy.standard.rules.mapValues(\.threshold), maxTokens: outcome.maxTokens,
            base: facts.base(weightsDigest: digests["model.safetensors"] ?? ""), recipe: facts.recipe, trainingData: facts.trainingData,
            parent: nil, metrics: facts.metrics, gate: nil, files: digests)
    }

    private func write(_ path: String, _ bytes: [UInt8]) throws(ClassificationError) {
        do throws(FileError) {
            try makeFolder(DurableFiles.folder(of: path))
            try writeFile(path, bytes)
        } catch { throw .file(error) }
    }
}
