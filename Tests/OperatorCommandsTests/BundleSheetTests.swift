import Classification
import ConsolePrograms
import DurableFiles
import JSONParsing
import OperatorCommands
import TestSupport
import Testing

struct BundleSheetTests {
    private let place: BundlePlace

    init() throws { place = try BundlePlace() }

    @Test("the sheet tells data, recipe, parent, figures with intervals, gate, calibration, thresholds and history")
    func told() throws {
        let id = try place.publish("one") { manifest in
            manifest.parent = "20250101T000000-ffffffffffff"
            manifest.trainingData = JSONObject([("rows", 12), ("sha256", "abcdef0123456789"), ("by_class", ["a": 7, "b": 5])])
            manifest.metrics = JSONObject([
                (
                    "dev",
                    [
                        "n": 40, "accuracy": .double(0.9), "macro_f1": .double(0.8), "ece": .double(0.04),
                        "intervals": ["accuracy": [.double(0.85), .double(0.95)]],
                        "per_class": ["a": ["precision": .double(0.5), "recall": .double(0.25), "f1": .double(0.333), "support": 8]],
                    ]
                )
            ])
            manifest.gate = [
                "outcome": "needs-approval", "reasons": ["recall a falls"], "champion": nil,
                "gate_set": ["rows": 200, "sha256": "0123456789abcdef"],
                "checks": [["check": "recall a", "verdict": "doubtful", "figure": .double(0.25), "at_least": .double(0.7)]],
            ]
        }
        try place.tell(["bundles", "promote", id.text, "--by", "Mara Ek", "--reason", "the first"])
        let manifest = try readManifest(place.models.folder(of: id))
        let sheet = BundleSheet(
            manifest: manifest, roles: ["champion"], history: try PromotionJournal(of: place.models).entries, problem: nil)
        let text = sheet.lines.joined(separator: "\n")
        for part in [
            "bundle       \(id) (champion)", "parent       20250101T000000-ffffffffffff", "recipe       name probe", "thresholds   a 0.500",
            "calibration  temperature 1.000, bias 0.000 0.000", "files        1, digests and id are in order",
            "training data: 12 rows, SHA-256 abcdef012345", "by class: a 7, b 5",
            "development set: 40 rows, accuracy 0.900 [0.850, 0.950], macro-F1 0.800, ECE 0.040",
            "gate: needs-approval, against no champion, on 200 messages (SHA-256 0123456789ab)", "  - recall a falls",
            "promote by Mara Ek (the first)",
        ] {
            #expect(text.contains(part), "'\(part)' is not in\n\(text)")
        }
        #expect(sheet.lines.contains { $0.split(separator: " ") == ["a", "0.500", "0.250", "0.333", "8"] })
        #expect(sheet.lines.contains { $0.split(separator: " ") == ["recall", "a", "0.250", "–", "≥", "0.700", "doubtful"] })
    }

    @Test("control characters of a manifest do not reach the terminal")
    func control() throws {
        let id = try place.publish("one") { $0.recipe = JSONObject([("name", "\u{1B}[2Jx")]) }
        let sheet = BundleSheet(manifest: try readManifest(place.models.folder(of: id)), roles: [], history: [], problem: nil)
        #expect(!sheet.lines.joined().unicodeScalars.contains("\u{1B}"))
    }

    @Test("the command answers 1 for a bundle that is not in order, 78 for one that is not here, and shows any role")
    func command() throws {
        let id = try place.publish("one", gate: "promote")
        try place.run(["bundles", "promote", id.text, "--offline"])
        for arguments in [["show"], ["show", "champion", "--json"], ["show", id.text]] { try place.run(["bundles"] + arguments) }
        try writeFile(place.models.folder(of: id) + "/weights", [])
        let error = try #require(throws: ProgramFailure.self) { try place.run(["bundles", "show"]) }
        #expect(error.exit == .no && error.message.contains("'weights'"))
        #expect(try #require(throws: ProgramFailure.self) { try place.run(["bundles", "show", "previous"]) }.exit == .badConfiguration)
    }
}
