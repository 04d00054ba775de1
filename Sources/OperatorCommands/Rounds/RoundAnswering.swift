import ArgumentParser
package import ConsolePrograms
import JSONParsing

/// What happens once the trainer has taken a command that moves a round.
struct RoundAnswerOptions: ParsableArguments {
    @Flag(help: "Follow the round until people are needed or it is over, as 'round watch' does.") var wait = false
    @Flag(help: "The round as JSON; with --wait, a line for each change.") var json = false

    /// Prints the round as it is now, or follows it.
    func finish(_ round: RoundDocument, _ client: DaemonClient) throws(ProgramFailure) {
        if wait { return try followRound(round.id, client, json: json) }
        try printMoved(round, json: json)
    }
}

/// Prints a round that was moved.
func printMoved(_ round: RoundDocument, json: Bool) throws(ProgramFailure) {
    if json { return printJSON(.object(round.json)) }
    printSafely("\(round.id) is \(round.stateName)")
    if let trouble = round.troubleWords { printSafely(trouble) }
    if let next = round.next { printSafely("next: \(next)") }
}

/// Follows a round on standard output; ends with exit 1 when it ended without a new champion.
func followRound(_ id: String?, _ client: DaemonClient, json: Bool, staysWithPeople: Bool = false) throws(ProgramFailure) {
    let style: RoundFollowing.Style = json ? .json : standardOutputIsTerminal ? .block : .lines
    var following = RoundFollowing(style, staysWithPeople: staysWithPeople, world: .real(client))
    let round = try following.run(id)
    if style == .lines, let next = round.next { printSafely("next: \(next)") }
    if let failure = endFailure(round) { throw failure }
}

/// Why a round that is over has no new champion to show; nil for every other.
package func endFailure(_ round: RoundDocument) -> ProgramFailure? {
    guard round.state?.kind == .stopped else { return nil }
    return ProgramFailure(.no, displayText("\(round.id) is over: \(round.troubleWords ?? round.stateName)", columns: 2_000))
}
