import ArgumentParser
import ConsolePrograms
import JSONParsing

/// Which trainer is asked.
struct TrainerOptions: ParsableArguments {
    @Option(help: "The socket of picket-trainer.") var socket: String?

    var client: DaemonClient { DaemonClient(socket: PlaceFinding.trainerSocket(socket), name: "the trainer") }
}

/// Which round is meant.
struct RoundOption: ParsableArguments {
    @Option(help: "The round, such as round-7 (the running one, else the newest).") var round: String?

    func validate() throws { try requireFilled("--round", round) }
}

/// Who acts.
struct PersonOption: ParsableArguments {
    @Option(help: "Who acts; recorded with the round (the account's name).") var by: String?

    func validate() throws { try requireFilled("--by", by) }

    var name: String { by ?? accountName() }
}

/// A name or a reason of white space alone names nobody and says nothing.
func requireFilled(_ option: String, _ value: String?) throws {
    if let value, !value.utf8.contains(where: { $0 > 0x20 }) { throw ValidationError("\(option) is empty") }
}

/// A request's body of the members that have a value.
func requestBody(_ members: [(String, JSONValue?)]) -> JSONValue {
    .object(JSONObject(members.compactMap { name, value in value.map { (name, $0) } }))
}

extension JSONValue {
    /// A string, when there is one.
    static func text(_ value: String?) -> JSONValue? { value.map { .string($0) } }

    /// A flag that is sent only when it is set.
    static func flag(_ value: Bool) -> JSONValue? { value ? .bool(true) : nil }
}
