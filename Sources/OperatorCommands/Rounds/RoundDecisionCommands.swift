import ArgumentParser
import ConsolePrograms
import JSONParsing

/// Whose word it is, and why.
struct ReasonedOptions: ParsableArguments {
    @OptionGroup var person: PersonOption
    @Option(help: "Why; recorded with the round.") var reason: String

    func validate() throws { try requireFilled("--reason", reason) }

    var members: [(String, JSONValue?)] { [("by", .string(person.name)), ("reason", .string(reason))] }
}

struct RoundApproveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve", abstract: "Take the new model on a person's word, where the gate asked for one.",
        discussion: """
            'round show' has the gate's reasons. The model is then published, activated on the daemon and made the champion.

            Example:
              picketctl round approve --by "Mara Ek" --reason "the lost message is mislabelled in the gate set" --wait
            """)

    @OptionGroup var trainer: TrainerOptions
    @OptionGroup var choice: RoundOption
    @OptionGroup var decision: ReasonedOptions
    @OptionGroup var answer: RoundAnswerOptions

    func run() throws {
        let client = trainer.client
        try answer.finish(try client.moveRound("approve", [("round", .text(choice.round))] + decision.members), client)
    }
}

struct RoundRejectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reject", abstract: "Refuse the new model; the champion stays, and so do the labels.",
        discussion: """
            Example:
              picketctl round reject --reason "flags the cooking club"
            """)

    @OptionGroup var trainer: TrainerOptions
    @OptionGroup var choice: RoundOption
    @OptionGroup var decision: ReasonedOptions
    @Flag(help: "The round as JSON.") var json = false

    func run() throws {
        try printMoved(try trainer.client.moveRound("reject", [("round", .text(choice.round))] + decision.members), json: json)
    }
}

struct RoundCancelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "Give the running round up; labels are kept.",
        discussion: """
            Example:
              picketctl round cancel
            """)

    @OptionGroup var trainer: TrainerOptions
    @OptionGroup var choice: RoundOption
    @OptionGroup var person: PersonOption
    @Flag(help: "The round as JSON.") var json = false

    func run() throws {
        try printMoved(
            try trainer.client.moveRound("cancel", [("round", .text(choice.round)), ("by", .string(person.name))]), json: json)
    }
}

struct RoundRetryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry", abstract: "Go back to the step at which a round failed.",
        discussion: """
            What was done before that step is kept, and nothing is paid for twice.

            Example:
              picketctl round retry --wait
            """)

    @OptionGroup var trainer: TrainerOptions
    @OptionGroup var choice: RoundOption
    @OptionGroup var person: PersonOption
    @OptionGroup var answer: RoundAnswerOptions

    func run() throws {
        let client = trainer.client
        try answer.finish(
            try client.moveRound("retry", [("round", .text(choice.round)), ("by", .string(person.name))]), client)
    }
}
