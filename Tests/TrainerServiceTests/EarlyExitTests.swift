import Classification
import ConsolePrograms
import DurableFiles
import JSONParsing
import LabeledData
import Testing

/// Exits from the command line to the bundle, on a base of two layers that both tell the classes apart.
struct EarlyExitTests {
    private static func text(_ path: String) throws -> String {
        String(decoding: try readFile(path, limitBytes: 1 << 20), as: UTF8.self)
    }

    private static func check(_ place: TinyTrainingPlace, _ bundle: String) throws {
        let manifest = try verifyBundle(bundle)
        #expect(manifest.exits.map(\.layer) == [1] && manifest.files["exits.safetensors"] != nil)
        #expect(manifest.exits.first?.limits == ["self-harm": 0.02, "emergency-situation": 0.02].mapValues { Double(Float($0)) })
        let figures = try #require(manifest.metrics["early_exit"]?.object)
        #expect(figures["layers"]?.int == 2 && figures["first_layer"]?.int == 1)
        let mean = try #require(figures["out_of_fold"]?.object?["mean_layers"]?.double)
        #expect(mean < 1.8)
        let (before, after) = (figures["every_layer"]?.object?["macro_f1"]?.double, figures["out_of_fold"]?.object?["macro_f1"]?.double)
        #expect(try #require(after) >= #require(before) - 0.001)
        #expect(try text(bundle + "/MODEL_CARD.md").contains("From layer 1 of 2 on, a message stops where"))

        let model = try Classifier(.bundle(bundle))
        try model.selfTest()
        #expect(model.exitLayers == [1])
        let workspace = model.makeWorkspace(maxTokens: 24, maxSequences: 1)
        let rows = try readDataFile(place.data, requireLabels: true)
        let layers = try rows.map { try model.verdict($0.text, workspace: workspace).layers }
        #expect(layers.contains(1))
        for switched in ["on", "off"] { try run(["evaluate", "--model", bundle, "--data", place.data, "--early-exit", switched]) }
    }

    @Test("a probe gets exits, and with --early-exit off the same weights without them")
    func probe() throws {
        let place = try TinyTrainingPlace()
        for switched in ["on", "off"] {
            try place.train(["--recipe", "probe", "--early-exit", switched, "--out", place.path + "/" + switched])
        }
        try Self.check(place, place.path + "/on")
        let (on, off) = (try verifyBundle(place.path + "/on"), try verifyBundle(place.path + "/off"))
        #expect(off.exits.isEmpty && off.files["exits.safetensors"] == nil && off.metrics["early_exit"] == nil)
        #expect(try Self.text(place.path + "/off/MODEL_CARD.md").contains("no early exit: it is switched off"))
        for name in ["model.safetensors", "3_Dense/model.safetensors", "selftest.jsonl"] {
            #expect(on.files[name] != nil && on.files[name] == off.files[name], "\(name)")
        }
    }

    @Test("a fine-tuned model gets exits of its own folds", arguments: ["finetune", "auto"])
    func fineTuned(recipe: String) throws {
        let place = try TinyTrainingPlace()
        try place.train(
            ["--recipe", recipe, "--epochs", "6", "--folds", "3", "--learning-rate", "1e-3", "--out", place.path + "/a"]
                + (recipe == "auto" ? ["--prior", place.prior] : []))
        try Self.check(place, place.path + "/a")
        #expect(try verifyBundle(place.path + "/a").recipe["early_exit"] == true)
    }

    @Test("a head for classification, or a training without folds, leaves no exits and says why")
    func without() throws {
        let plain = try TinyTrainingPlace(pools: false)
        try plain.train(["--recipe", "finetune", "--epochs", "1", "--folds", "2", "--out", plain.path + "/a"])
        #expect(try verifyBundle(plain.path + "/a").exits.isEmpty)
        #expect(try Self.text(plain.path + "/a/MODEL_CARD.md").contains("head for classification reads the last layer alone"))
        let place = try TinyTrainingPlace()
        try place.train(["--recipe", "finetune", "--epochs", "1", "--folds", "0", "--out", place.path + "/a"])
        #expect(try Self.text(place.path + "/a/MODEL_CARD.md").contains("there are no folds"))
    }
}
