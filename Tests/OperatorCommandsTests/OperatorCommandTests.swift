import ArgumentParser
import Classification
import ConsolePrograms
import DurableFiles
import JSONParsing
import OperatorCommands
import TestSupport
import Testing

struct OperatorCommandTests {
    private static func parsed(_ arguments: [String]) throws -> any ParsableCommand { try OperatorCommand.parseAsRoot(arguments) }

    private static func run(_ arguments: [String]) throws {
        var command = try parsed(arguments)
        try command.run()
    }

    /// A bundle of one file, published in `models`.
    private static func publish(_ text: String, in models: ModelsFolder) throws -> BundleID {
        let draft = try makeBundleDraft(in: models)
        try writeFile(draft + "/weights", Array(text.utf8))
        return try publishBundle(draft: draft, in: models, created: UTCTime(secondsSince1970: 0), describe: describe).id
    }

    private static func describe(_ id: BundleID, _ digests: BundleDigests) -> BundleManifest {
        BundleManifest(
            id: id, created: "1970-01-01T00:00:00Z", labels: ["a", "b"], headKind: "pooled-dense",
            calibration: ScoreCalibration.none(labelCount: 2), thresholds: [:], maxTokens: 128, base: JSONObject(), recipe: JSONObject(),
            trainingData: JSONObject(), parent: nil, metrics: JSONObject(), gate: JSONValue.null, files: digests)
    }

    static let refused: [(arguments: String, reason: String)] = [
        ("model tokenize --model m --max-tokens 1", "--max-tokens is at least 2"),
        ("model tokenize", "--model"),
        ("model embed --model m --precision int3", "int3"),
        ("model predict --model m --format xml", "xml"),
        ("model verify", "folder"),
        ("bundles promote", "bundle"),
        ("bundles promote x --by", "by"),
        ("bundles promote x --reason", "reason"),
        ("bundles diff x", "second"),
        ("bundles sign x", "--key"),
        ("bundles keygen", "file"),
        ("rollback x", "x"),
        ("unknown", "unknown"),
    ]

    @Test("arguments that make no sense are refused with exit 64", arguments: refused)
    func refuses(arguments: String, reason: String) throws {
        let error = try #require(throws: (any Error).self) { try Self.parsed(arguments.split(separator: " ").map(String.init)) }
        #expect(OperatorCommand.exitCode(for: error).rawValue == ProgramExit.usage.rawValue)
        #expect(OperatorCommand.fullMessage(for: error).contains(reason))
    }

    @Test("a daemon that cannot be reached is exit 75, with its socket", arguments: ["classify hello --socket", "status --admin-socket"])
    func noDaemon(arguments: String) throws {
        let place = try TemporaryFolder()
        let socket = place.path + "/none.sock"
        let error = try #require(throws: ProgramFailure.self) {
            try Self.run(arguments.split(separator: " ").map(String.init) + [socket])
        }
        #expect(error.exit == .tryAgainLater && error.message.contains(socket))
    }

    @Test("a bundle that is not what its manifest says is not promoted")
    func refusesPromotion() throws {
        let place = try TemporaryFolder()
        let models = ModelsFolder(place.path)
        let id = try Self.publish("one", in: models)
        try writeFile(models.folder(of: id) + "/weights", Array("two".utf8))
        let spoiled = try #require(throws: ProgramFailure.self) {
            try Self.run(["bundles", "promote", id.text, "--offline", "--models", place.path])
        }
        #expect(spoiled.exit == .badConfiguration && spoiled.message.contains("'weights'"))
        #expect(try models.bundle(.champion) == nil)
    }

    @Test("a bundle that is not here, or a text that is no id, is refused", arguments: ["20200101T000000-3fa9c1d204be", "../../etc"])
    func unknownBundle(text: String) throws {
        let place = try TemporaryFolder()
        for command in [["show"], ["promote", "--offline"]] {
            let error = try #require(throws: ProgramFailure.self) {
                try Self.run(["bundles"] + command + [text, "--models", place.path])
            }
            #expect(error.exit == .badConfiguration && error.message.contains(text))
        }
    }

    @Test("verifying a folder that was changed answers no, with the file")
    func verify() throws {
        let place = try TemporaryFolder()
        let models = ModelsFolder(place.path)
        let folder = models.folder(of: try Self.publish("one", in: models))
        try writeFile(folder + "/extra", [])
        let error = try #require(throws: ProgramFailure.self) { try Self.run(["model", "verify", folder]) }
        #expect(error.exit == .no && error.message.contains("'extra'"))
        let badKey = try #require(throws: ProgramFailure.self) { try Self.run(["model", "verify", folder, "--key", "00"]) }
        #expect(badKey.message.contains("64 hexadecimal digits"))
    }

    @Test("a bundle whose manifest cannot be read does not keep the others from being listed; no models folder is exit 66")
    func lists() throws {
        let place = try TemporaryFolder()
        let models = ModelsFolder(place.path)
        let id = try Self.publish("one", in: models)
        try writeFile(models.folder(of: id) + "/picket.json", Array("not JSON".utf8))
        try Self.run(["bundles", "list", "--models", place.path])
        let error = try #require(throws: ProgramFailure.self) { try Self.run(["bundles", "list", "--models", place.path + "/none"]) }
        #expect(error.exit == .inputMissing)
    }
}
