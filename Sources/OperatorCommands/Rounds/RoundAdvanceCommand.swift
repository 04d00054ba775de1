import ArgumentParser
import ConsolePrograms
import JSONParsing

struct RoundAdvanceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "advance", abstract: "Go on with the round once people have done their part.",
        discussion: """
            Where labels or reviews are still open, the flags say to go on without them. --start begins a round when none is running: that,
            at regular times, is all that a timer has to do.

            Where people are still needed, or the trainer is at work, the round stays as it is, and the answer says what is missing. A
            trainer that could not go on tries again. Exit code 1 when the round is to go on without a single label, 75 when it is over.

            Examples:
              picketctl round advance --wait
              picketctl round advance --with-labels-so-far
              picketctl round advance --start --by timer
            """)

    @OptionGroup var trainer: TrainerOptions
    @OptionGroup var choice: RoundOption
    @OptionGroup var person: PersonOption
    @Flag(help: "Leave messages out that have no label yet.") var withLabelsSoFar = false
    @Flag(help: "Leave variations out that nobody has decided on yet.") var withReviewsSoFar = false
    @Flag(help: "Begin a round when none is running.") var start = false
    @OptionGroup var answer: RoundAnswerOptions

    func run() throws {
        let client = trainer.client
        let round = try client.moveRound(
            "advance",
            [
                ("round", .text(choice.round)), ("with_labels_so_far", .flag(withLabelsSoFar)),
                ("with_reviews_so_far", .flag(withReviewsSoFar)), ("start", .flag(start)), ("by", .string(person.name)),
            ])
        try answer.finish(round, client)
    }
}
