package import JSONParsing

/// `picket.json`: what a bundle is, where it comes from, and the digest of every file in it.
///
/// The parts that only people and the trainer read (recipe, training data, metrics, gate) are kept as JSON, so that a manifest
/// written by a newer trainer loses nothing when an older tool rewrites it.
package struct BundleManifest: Equatable, Sendable {
    package static let formatVersion = 1

    package var id: BundleID
    package var created: String
    package var labels: [String]
    package var headKind: String
    package var calibration: ScoreCalibration
    /// By label; what the trainer suggests, the configuration may say otherwise.
    package var thresholds: [String: Double]
    package var maxTokens: Int
    package var base: JSONObject
    package var recipe: JSONObject
    package var trainingData: JSONObject
    package var parent: String?
    package var metrics: JSONObject
    package var gate: JSONValue
    package var files: BundleDigests
    /// Where a message may stop before the last layer; most bundles have none.
    package var exits: [BundleExit]

    package init(
        id: BundleID, created: String, labels: [String], headKind: String, calibration: ScoreCalibration, thresholds: [String: Double],
        maxTokens: Int, base: JSONObject, recipe: JSONObject, trainingData: JSONObject, parent: String?, metrics: JSONObject,
        gate: JSONValue, files: BundleDigests, exits: [BundleExit] = []
    ) {
        self.id = id
        self.created = created
        self.labels = labels
        self.headKind = headKind
        self.calibration = calibration
        self.thresholds = thresholds
        self.maxTokens = maxTokens
        self.base = base
        self.recipe = recipe
        self.trainingData = trainingData
        self.parent = parent
        self.metrics = metrics
        self.gate = gate
        self.files = files
        self.exits = exits
    }

    package var json: JSONValue {
        let sortedFiles = files.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        var object = JSONObject([
            ("format_version", .int(Self.formatVersion)),
            ("bundle", .string(id.text)),
            ("created", .string(created)),
            ("labels", .array(labels.map { .string($0) })),
            ("head", ["kind": .string(headKind)]),
            ("calibration", calibration.json),
            ("thresholds", .object(JSONObject(labels.compactMap { label in thresholds[label].map { (label, .double($0)) } }))),
            ("max_tokens", .int(maxTokens)),
            ("base", .object(base)),
            ("recipe", .object(recipe)),
            ("training_data", .object(trainingData)),
            ("parent", parent.map { .string($0) } ?? .null),
            ("metrics", .object(metrics)),
            ("gate", gate),
        ])
        if !exits.isEmpty { object["exits"] = .array(exits.map { $0.json(labels: labels) }) }
        object["files"] = .object(JSONObject(sortedFiles.map { ($0.key, .string($0.value)) }))
        return .object(object)
    }
}

extension BundleManifest {
    /// Reads a manifest; every field is checked, so that what follows can rely on it.
    package init(parsing bytes: [UInt8]) throws(ClassificationError) {
        let value: JSONValue
        do throws(JSONError) { value = try JSONParser.parse(bytes) } catch { throw .manifestMalformed(reason: error.description) }
        guard let object = value.object else { throw .manifestMalformed(reason: "it is \(value.kind), not an object") }
        guard let version = object["format_version"]?.int else { throw .manifestField(field: "format_version", expected: "a number") }
        guard version == Self.formatVersion else { throw .unsupportedFormat(version: version, supported: Self.formatVersion) }
        guard let id = object["bundle"]?.string.flatMap(BundleID.init) else {
            throw .manifestField(field: "bundle", expected: "a bundle id")
        }
        let labels = (object["labels"]?.array ?? []).compactMap(\.string)
        guard labels.count >= 2, labels.count == object["labels"]?.array?.count, Set(labels).count == labels.count else {
            throw .manifestField(field: "labels", expected: "a list of at least two different names")
        }
        guard let maxTokens = object["max_tokens"]?.int, (8...8_192).contains(maxTokens) else {
            throw .manifestField(field: "max_tokens", expected: "a number from 8 to 8192")
        }
        guard let headKind = object["head"]?.object?["kind"]?.string else {
            throw .manifestField(field: "head", expected: "an object with a 'kind'")
        }
        guard let created = object["created"]?.string else { throw .manifestField(field: "created", expected: "a time") }
        self.init(
            id: id, created: created, labels: labels, headKind: headKind,
            calibration: try ScoreCalibration(json: object["calibration"], labelCount: labels.count),
            thresholds: try Self.thresholds(object["thresholds"], labels: labels), maxTokens: maxTokens,
            base: object["base"]?.object ?? JSONObject(), recipe: object["recipe"]?.object ?? JSONObject(),
            trainingData: object["training_data"]?.object ?? JSONObject(), parent: object["parent"]?.string,
            metrics: object["metrics"]?.object ?? JSONObject(), gate: object["gate"] ?? .null,
            files: try Self.files(object["files"]), exits: try BundleExit.list(object["exits"], labels: labels))
    }

    private static func thresholds(_ value: JSONValue?, labels: [String]) throws(ClassificationError) -> [String: Double] {
        guard let members = value?.object?.members else { throw .manifestField(field: "thresholds", expected: "an object") }
        var result: [String: Double] = [:]
        for (label, value) in members {
            guard labels.contains(label), let number = value.double, (0...1).contains(number) else {
                throw .manifestField(field: "thresholds.\(label)", expected: "a number from 0 to 1 for one of the labels")
            }
            result[label] = number
        }
        return result
    }

    private static func files(_ value: JSONValue?) throws(ClassificationError) -> BundleDigests {
        guard let members = value?.object?.members, !members.isEmpty, members.count <= 256 else {
            throw .manifestField(field: "files", expected: "an object of 1 to 256 digests")
        }
        var result: BundleDigests = [:]
        for (name, value) in members {
            let parts = name.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }), !name.utf8.contains(0) else {
                throw .manifestField(field: "files", expected: "paths inside the bundle, found '\(name)'")
            }
            guard let digest = value.string, digest.utf8.count == 64 else {
                throw .manifestField(field: "files.\(name)", expected: "a SHA-256 of 64 hexadecimal digits")
            }
            result[name] = digest
        }
        return result
    }
}
