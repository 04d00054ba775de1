import ArgumentParser
import ConsolePrograms
import DurableFiles
import JSONParsing
import OperatorCommands
import TestSupport
import Testing

extension JSONValue: ExpressibleByFloatLiteral {
    public init(floatLiteral value: Double) { self = .double(value) }
}

/// A folder with a trainer's socket in it, and the commands that use it.
struct TrainerPlace {
    let folder: TemporaryFolder
    let trainer: FakeTrainer
    var socket: String { trainer.path }

    /// - Parameter scripts: As `FakeTrainer` takes them.
    init(_ scripts: [String: [FakeTrainer.Answer]] = [:]) throws {
        folder = try TemporaryFolder()
        trainer = try FakeTrainer(folder.path + "/t.sock", scripts)
    }

    func run(_ arguments: [String]) throws {
        var command = try OperatorCommand.parseAsRoot(arguments + ["--socket", socket])
        try command.run()
    }

    func failure(_ arguments: [String]) throws -> ProgramFailure {
        try #require(throws: ProgramFailure.self) { try run(arguments) }
    }

    func file(_ name: String, _ text: String) throws -> String {
        let path = folder.path + "/" + name
        try writeFile(path, Array(text.utf8))
        return path
    }

    /// A round as the trainer answers it.
    static func round(_ state: String, id: String = "round-7", _ more: [(String, JSONValue)] = []) -> JSONValue {
        let names = more.map(\.0)
        let usual: [(String, JSONValue)] = [
            ("id", .string(id)), ("number", 7), ("state", .string(state)), ("failed_step", nil), ("reason", nil),
            ("created", "2026-11-22T15:03:01.794827Z"), ("updated", "2026-11-22T16:00:00Z"), ("annotators", 1),
            ("parameters", ["strategy": "cluster", "queries": 20, "started_by": "ada"]),
            ("labels", ["asked": 20, "settled": 3, "disputed": 1, "skipped": 2, "open": 14]),
            ("agreement", ["items": 0, "observed": nil, "kappa": nil]), ("labels_by_class", ["self-harm": 2, "not-harmful": 1]),
            ("variations", []), ("open_reviews", 0), ("spending", ["requests": 0, "tokens": 0, "cost_micros": 0]), ("bundle", nil),
            ("gate", nil), ("work", nil), ("next", "what a person can do"), ("events", []),
        ]
        return .object(JSONObject(usual.filter { !names.contains($0.0) } + more))
    }

    static func document(_ state: String, id: String = "round-7", _ more: [(String, JSONValue)] = []) throws -> RoundDocument {
        try RoundDocument(try #require(round(state, id: id, more).object))
    }
}
