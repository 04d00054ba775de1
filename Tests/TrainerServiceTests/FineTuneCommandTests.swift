import Classification
import ConsolePrograms
import DurableFiles
import Foundation
import JSONParsing
import LabeledData
import Testing

struct FineTuneCommandTests {
    private static let quick = ["--recipe", "finetune", "--epochs", "2", "--folds", "2", "--learning-rate", "1e-3"]

    @Test("a fine-tuned bundle of a base that pools verifies, passes its self-test, and comes out alike from the same command")
    func pooled() throws {
        let place = try TinyTrainingPlace()
        for name in ["a", "b"] { try place.train(Self.quick + ["--out", place.path + "/" + name, "--log-steps", place.path + "/log"]) }
        let (a, b) = (try verifyBundle(place.path + "/a"), try verifyBundle(place.path + "/b"))
        #expect(a.files == b.files && a.headKind == "pooled-dense")
        #expect(a.recipe["name"]?.string == "finetune" && a.recipe["epochs"]?.int == 2 && a.recipe["folds"]?.int == 2)
        #expect(a.trainingData["variations"]?.int == 18)
        #expect(a.metrics["out_of_fold"]?.object?["n"]?.int == 42, "the figures are those of messages, not of their variations")
        try Classifier(.bundle(place.path + "/a")).selfTest()
        // 60 rows in batches of 16, two epochs, on half of the rows for each fold and on all of them.
        let log = try String(contentsOfFile: place.path + "/log", encoding: .utf8).split(separator: "\n")
        let steps = try log.map { try #require(try JSONParser.parse(Array($0.utf8)).object) }
        #expect(
            steps.last?["part"]?.string == "model 1 of 1" && steps.last?["step"]?.int == 8 && steps.first?["part"]?.string == "fold 1 of 2")
        #expect(try names(in: place.path) == ["a", "b", "base", "log", "prior.tsv", "rows.tsv"])
        #expect(throws: ProgramFailure.self) { try place.train(["--recipe", "finetune", "--out", place.path + "/c", "--dropout", "1"]) }
    }

    @Test("a base that does not pool gets its family's head, and the bundle says so to Hugging Face")
    func classifier() throws {
        let place = try TinyTrainingPlace(pools: false)
        try place.train(["--recipe", "auto", "--epochs", "1", "--folds", "0", "--out", place.path + "/a"])
        let manifest = try verifyBundle(place.path + "/a")
        #expect(manifest.headKind == "sequence-classification" && manifest.recipe["name"]?.string == "finetune")
        let config = try JSONParser.parse(try readFile(place.path + "/a/config.json", limitBytes: 1 << 20)).object
        #expect(config?["architectures"] == ["BertForSequenceClassification"])
        #expect(!isFile(place.path + "/a/modules.json"))
        try Classifier(.bundle(place.path + "/a")).selfTest()
        try run(["evaluate", "--model", place.path + "/a", "--data", place.data])
    }

    @Test("auto fine-tunes on the prior first, and says where every row came from; a bundle as base has had its prior")
    func auto() throws {
        let place = try TinyTrainingPlace()
        try place.train(["--prior", place.prior, "--folds", "2", "--epochs", "1", "--out", place.path + "/a"])
        let first = try verifyBundle(place.path + "/a")
        #expect(first.recipe["name"]?.string == "auto" && first.recipe["prior"]?.object?["rows"]?.int == 48)
        #expect(first.recipe["prior"]?.object?["file"]?.string == place.prior)
        try Classifier(.bundle(place.path + "/a")).selfTest()
        try run([
            "train", "--base", place.path + "/a", "--train", place.data, "--dev", place.data, "--max-length", "24", "--folds", "0",
            "--epochs", "1", "--out", place.path + "/b",
        ])
        #expect(try verifyBundle(place.path + "/b").recipe["prior"] == nil)
        try place.train(["--prior", place.data, "--out", place.path + "/c"])
        #expect(try verifyBundle(place.path + "/c").recipe["name"]?.string == "probe")
    }

    @Test("an interrupted training that is there is neither overwritten nor taken for another command's")
    func leftovers() throws {
        let place = try TinyTrainingPlace()
        let out = place.path + "/a"
        try makeFolder(out + ".checkpoint")
        try writeFile(out + ".checkpoint/finished-model-0", Array("junk".utf8))
        let there = try #require(throws: ProgramFailure.self) { try place.train(Self.quick + ["--out", out]) }
        #expect(there.exit == .usage && there.message.contains("--resume goes on with it"))
        let damaged = try #require(throws: ProgramFailure.self) { try place.train(Self.quick + ["--out", out, "--resume"]) }
        #expect(damaged.exit == .badConfiguration && damaged.message.contains("cannot go on from"))
        try removeFolder(out + ".checkpoint")
        try place.train(Self.quick + ["--out", out, "--resume"])
        #expect(isFolder(out) && !isFolder(out + ".checkpoint"))
    }

    @Test("a row that its source's other rows outvote is named, and takes their label only when that is asked for")
    func repair() throws {
        let place = try TinyTrainingPlace()
        let lines = try String(contentsOfFile: place.data, encoding: .utf8).split(separator: "\n").map(String.init)
        let variations = (1...4).map { "0-7\taa ab ac ad \($0)\tself-harm" }
        let slip = "0-7\taa ab ac ad 9\tlegal-advice"
        try writeFile(place.data, Array((lines + variations + [slip]).joined(separator: "\n").utf8))
        for (switched, changed) in [("off", 0), ("on", 1)] {
            try place.train(["--recipe", "probe", "--label-repair", switched, "--out", place.path + "/" + switched])
            #expect(try verifyBundle(place.path + "/" + switched).trainingData["labels_replaced"]?.int == changed)
        }
    }
}
