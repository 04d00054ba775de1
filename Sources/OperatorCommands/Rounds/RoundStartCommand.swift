import ArgumentParser
import ConsolePrograms
import JSONParsing

struct RoundStartCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start", abstract: "Begin a round: the trainer chooses which messages people are asked about.",
        discussion: """
            What is not said is as the trainer's configuration has it. Exit code 75 while another round runs.

            Examples:
              picketctl round start
              picketctl round start --queries 40 --annotators 2 --generator builtin --wait
            """)

    @OptionGroup var trainer: TrainerOptions
    @OptionGroup var person: PersonOption
    @Option(help: "How messages are chosen: random, topn, coreset, cluster or cluster-balanced.") var strategy: String?
    @Option(help: "What counts as unsure: entropy or margin.") var uncertainty: String?
    @Option(help: "Messages to ask about.") var queries: Int?
    @Option(help: "How many of them are drawn at random, so that the gain of choosing can be seen.") var controlQueries: Int?
    @Option(help: "Clusters of the pool.") var clusters: Int?
    @Option(help: "Variations of each labelled message.") var variations: Int?
    @Option(help: "Who writes variations: openai, builtin, replay or none.") var generator: String?
    @Option(help: "Labels that each message gets, from as many people.") var annotators: Int?
    @Option(help: "For everything that is drawn.") var seed: Int?
    @Option(help: "How the model is trained: probe, auto or finetune.") var recipe: String?
    @OptionGroup var answer: RoundAnswerOptions

    func run() throws {
        let client = trainer.client
        func number(_ value: Int?) -> JSONValue? { value.map { .int($0) } }
        let round = try client.moveRound(
            "start",
            [
                ("by", .string(person.name)), ("strategy", .text(strategy)), ("uncertainty", .text(uncertainty)),
                ("queries", number(queries)), ("control_queries", number(controlQueries)), ("clusters", number(clusters)),
                ("variations", number(variations)), ("generator", .text(generator)), ("annotators", number(annotators)),
                ("seed", number(seed)), ("recipe", .text(recipe)),
            ])
        try answer.finish(round, client)
    }
}
