import Classification
import ConsolePrograms
import JSONParsing

/// One line about each bundle of a models folder.
enum BundleListing {
    struct Row: Equatable {
        let id: String
        let roles: [String]
        let recipe: String
        let rows: Int?
        let accuracy: Double?
        let macroF1: Double?
        /// What the gate said; nil for a bundle that has passed none.
        let gate: String?
        /// Why the manifest could not be read.
        let problem: String?

        var json: JSONValue {
            [
                "bundle": .string(id), "roles": .array(roles.map { .string($0) }), "recipe": .string(recipe),
                "rows": rows.map { .int($0) } ?? nil, "accuracy": accuracy.map { .double($0) } ?? nil,
                "macro_f1": macroF1.map { .double($0) } ?? nil,
                "gate": gate.map { .string($0) } ?? nil, "problem": problem.map { .string($0) } ?? nil,
            ]
        }
    }

    static func rows(of folder: ModelsFolder) throws(ClassificationError) -> [Row] {
        var roles: [BundleID: [String]] = [:]
        for link in ModelsFolder.Link.allCases {
            if let id = try folder.bundle(link) { roles[id, default: []].append(link.rawValue) }
        }
        return try folder.bundles().map { id in
            do throws(ClassificationError) {
                let manifest = try readManifest(folder.folder(of: id))
                let dev = manifest.metrics["dev"]?.object
                return Row(
                    id: id.text, roles: roles[id] ?? [], recipe: manifest.recipe["name"]?.string ?? "–",
                    rows: manifest.trainingData["rows"]?.int, accuracy: dev?["accuracy"]?.double, macroF1: dev?["macro_f1"]?.double,
                    gate: manifest.gateOutcome, problem: nil)
            } catch {
                return Row(
                    id: id.text, roles: roles[id] ?? [], recipe: "–", rows: nil, accuracy: nil, macroF1: nil, gate: nil,
                    problem: error.description)
            }
        }
    }

    static func table(_ rows: [Row]) -> [String] {
        var table = TextTable([
            ("BUNDLE", .left), ("ROLE", .left), ("RECIPE", .left), ("ROWS", .right), ("ACCURACY", .right), ("MACRO-F1", .right),
            ("GATE", .left), ("", .left),
        ])
        for row in rows {
            table.add([
                row.id, row.roles.isEmpty ? "–" : row.roles.joined(separator: ","), row.recipe, row.rows.map(String.init) ?? "–",
                row.accuracy.map(decimals3) ?? "–", row.macroF1.map(decimals3) ?? "–", row.gate ?? "–", row.problem ?? "",
            ])
        }
        return table.lines
    }
}
