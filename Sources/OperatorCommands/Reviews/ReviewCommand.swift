import ArgumentParser
import ConsolePrograms

struct ReviewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "review",
        abstract: "Decide on the variations on which the learner and the people's label differ.",
        discussion: """
            One variation at a time, with the message it was made from, what people call that, and what the learner says: a accepts it with
            the label it is meant to have, r rejects it, 1 to 6 give it another class, s leaves it for later, d shows what belongs to each
            class, q ends. Each decision is recorded at once.

            When all are decided: picketctl round advance.

            Example:
              picketctl review --as mara
            """)

    @OptionGroup var trainer: TrainerOptions
    @OptionGroup var choice: RoundOption
    @Option(name: .customLong("as"), help: "Who decides; recorded with every decision (the account's name).") var reviewer: String?

    func validate() throws { try requireFilled("--as", reviewer) }

    func run() throws {
        try requireTerminal(for: "review", instead: "picketctl round advance --with-reviews-so-far leaves open variations out")
        let name = reviewer ?? accountName()
        let desk = ReviewDesk(trainer.client, reviewer: name)
        let (round, items) = try desk.open(choice.round)
        guard !items.isEmpty else { return printSafely("\(round): no variation waits for a person") }
        let shell = try review(desk, title: "\(round) · \(name)", items)
        EndingSignal.end()
        printSafely("\(round): \(shell.decided) decided, \(shell.left) left" + (shell.left == 0 ? "; next: picketctl round advance" : ""))
    }

    /// The terminal is what it was when this returns or throws.
    private func review(_ desk: ReviewDesk, title: String, _ items: [ReviewItem]) throws(ProgramFailure) -> ReviewShell {
        var shell = ReviewShell(desk, title: title, items)
        EndingSignal.listen()
        guard let terminal = RawTerminal.open() else { throw ProgramFailure(.tryAgainLater, "the terminal cannot be set up") }
        shell.run(on: terminal, isEnding: { EndingSignal.hasCome })
        return shell
    }
}
