import ArgumentParser
import ConsolePrograms
import JSONParsing

struct RoundWatchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "Follow a round until people are needed or it is over.",
        discussion: """
            On a terminal one block that is drawn anew twice a second; on a pipe a line for each change. A trainer that is restarted
            meanwhile is waited for.

            Exit code 0 when the round is done or waits for people, 1 when it was rejected, failed or was cancelled, 75 when the trainer
            cannot go on or does not answer.

            Example:
              picketctl round watch
            """)

    @OptionGroup var trainer: TrainerOptions
    @OptionGroup var choice: RoundOption
    @Flag(help: "Stay while people are at work too, until the round is over.") var stay = false
    @Flag(help: "One JSON line for each change.") var json = false

    func run() throws { try followRound(choice.round, trainer.client, json: json, staysWithPeople: stay) }
}

struct RoundShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Everything about a round: labels, variations, spending, what the gate said, what to do next.",
        discussion: """
            Example:
              picketctl round show --round round-7
            """)

    @OptionGroup var trainer: TrainerOptions
    @OptionGroup var choice: RoundOption
    @Flag(help: "One JSON object.") var json = false

    func run() throws {
        let round = try trainer.client.round(choice.round)
        if json { return printJSON(.object(round.json)) }
        for line in RoundSheet(round).lines { printSafely(line) }
    }
}

struct RoundListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "All rounds, the newest first.",
        discussion: """
            Example:
              picketctl round list
            """)

    @OptionGroup var trainer: TrainerOptions
    @Flag(help: "One JSON line per round.") var json = false

    func run() throws {
        let answer = try trainer.client.get("/v1/rounds")
        guard let elements = answer["rounds"]?.array else { throw ProgramFailure(.ourBug, "the trainer's answer is no list of rounds") }
        var rounds: [RoundDocument] = []
        for element in elements { rounds.append(try RoundDocument(element.object ?? JSONObject())) }
        if json {
            for round in rounds { printJSON(.object(round.json), isPretty: false) }
        } else if rounds.isEmpty {
            printLine("no rounds yet: picketctl round start")
        } else {
            for line in roundTable(rounds) { printSafely(line) }
        }
    }
}
