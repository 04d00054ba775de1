import Classification
import ConsolePrograms
import JSONParsing
import OperatorCommands
import TestSupport
import Testing

struct BundleDifferencesTests {
    private let place: BundlePlace

    init() throws { place = try BundlePlace() }

    private func manifest(_ id: BundleID) throws -> BundleManifest { try readManifest(place.models.folder(of: id)) }

    @Test("figures, thresholds, rows, recipe and files that differ are named; what is alike is not")
    func named() throws {
        let a = try manifest(
            try place.publish("one") { $0.metrics = JSONObject([("dev", ["accuracy": .double(0.9), "confusion": [[1, 2]]])]) })
        let b = try manifest(
            try place.publish("two") { manifest in
                manifest.metrics = JSONObject([("dev", ["accuracy": .double(0.95), "confusion": [[9, 9]]])])
                manifest.thresholds["a"] = 0.4
                manifest.trainingData["rows"] = 20
                manifest.recipe = JSONObject([("name", "finetune"), ("epochs", 3)])
            })
        let differences = BundleDifferences(a, b)
        #expect(
            differences.fields.map(\.path) == [
                "recipe.name", "training_data.rows", "thresholds.a", "metrics.dev.accuracy", "recipe.epochs",
            ])
        #expect(differences.changed == ["weights"] && differences.onlyFirst.isEmpty && differences.onlySecond.isEmpty)
        let lines = differences.lines(a.id.text, b.id.text)
        #expect(lines.contains { $0.hasPrefix("metrics.dev.accuracy") && $0.contains("0.900") && $0.hasSuffix("+0.050") })
        #expect(lines.contains { $0.hasPrefix("training_data.rows") && $0.hasSuffix("+8") })
        #expect(lines.contains { $0.hasPrefix("thresholds.a") && $0.hasSuffix("-0.100") })
        #expect(lines.last == "files that differ: weights")
        let json = try #require(differences.json("x", "y").object)
        #expect(json["differ"] == true && json["fields"]?.array?.count == 5 && json["files"]?.object?["changed"] == ["weights"])
    }

    @Test("the command answers 1 where bundles differ and 0 where they are alike")
    func command() throws {
        let (a, b) = (try place.publish("one"), try place.publish("two"))
        for json in [[], ["--json"]] {
            try place.run(["bundles", "diff", a.text, a.text] + json)
            let error = try #require(throws: ProgramFailure.self) { try place.run(["bundles", "diff", a.text, b.text] + json) }
            #expect(error.exit == .no && error.message.isEmpty)
        }
        let absent = try #require(throws: ProgramFailure.self) { try place.run(["bundles", "diff", a.text, "champion"]) }
        #expect(absent.exit == .badConfiguration)
    }
}
