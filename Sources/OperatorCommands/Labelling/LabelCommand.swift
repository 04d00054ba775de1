import ArgumentParser
import ConsolePrograms
import JSONParsing

struct LabelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "label",
        abstract: "Label the messages that a round asks about, one key each.",
        discussion: """
            One message at a time, on the whole terminal: 1 to 6 give it a class, s skips it, u takes the last answer back, n writes a note,
            d shows what belongs to each class, g what the model thinks (hidden until you ask), q ends. A text that may distress is covered
            until v shows it. Each answer is recorded at once; leave whenever you like. Keys that are pressed while the trainer is asked are
            dropped, so that no label lands on a message that was not read.

            Several people may label at the same time: a message is lent to one of them for a while, and is free again when they leave.
            Where a round wants several labels a message, the agreement of the annotators (Cohen's kappa) is shown, and a message on which they
            differ goes to one more.

            When all is labelled: picketctl round advance. Without a terminal: picketctl labels export and import.

            Example:
              picketctl label --as mara
            """)

    @OptionGroup var trainer: TrainerOptions
    @OptionGroup var choice: RoundOption
    @Option(name: .customLong("as"), help: "Who labels; recorded with every label (the account's name).") var annotator: String?
    @Option(help: "Which texts are covered until v shows them: auto (those that may distress), always, never.")
    var blur = LabellingSession.Blur.auto

    func validate() throws { try requireFilled("--as", annotator) }

    func run() throws {
        try requireTerminal(for: "label", instead: "picketctl labels export --out FILE, then picketctl labels import FILE")
        let client = trainer.client
        let round = try client.round(choice.round, eventsAfter: .max)
        guard round.state == .awaitingLabels else {
            let later = round.state == .selecting
            throw ProgramFailure(
                later ? .tryAgainLater : .no, "\(round.id) is \(round.stateName): it asks for no labels \(later ? "yet" : "now")")
        }
        let desk = LabellingDesk(client, round: round.id, annotator: annotator ?? accountName())
        let shell = try label(desk)
        EndingSignal.end()
        printSafely("\(desk.answers) \(desk.answers == 1 ? "label" : "labels") given; \(round.id): \(shell.progress.words)")
        if let agreement = shell.agreement { printSafely("agreement: \(agreement) messages that two people labelled") }
        if shell.progress.isComplete { printLine("all is labelled: picketctl round advance") }
    }

    /// The terminal is what it was when this returns or throws.
    private func label(_ desk: LabellingDesk) throws(ProgramFailure) -> LabellingShell {
        var shell = LabellingShell(desk, title: "\(desk.round) · \(desk.annotator)", blur: blur)
        EndingSignal.listen()
        guard let terminal = RawTerminal.open() else { throw ProgramFailure(.tryAgainLater, "the terminal cannot be set up") }
        // Nothing is lost when it fails: what was lent is free again after a while.
        defer { try? desk.release() }
        try shell.run(on: terminal, isEnding: { EndingSignal.hasCome })
        return shell
    }
}

/// - Parameter instead: What does the same without a terminal.
func requireTerminal(for command: String, instead: String) throws(ProgramFailure) {
    guard isTerminal(0), isTerminal(1) else { throw ProgramFailure(.usage, "'\(command)' needs a terminal; without one: \(instead)") }
}

extension LabellingSession.Blur: ExpressibleByArgument {}

extension LabellingProgress {
    package var words: String {
        "\(settled)/\(asked) labelled" + (skipped > 0 ? ", \(skipped) skipped" : "") + (disputed > 0 ? ", \(disputed) disputed" : "")
    }

    /// Every message has its label, or was passed over.
    package var isComplete: Bool { asked > 0 && disputed == 0 && settled.addingClamped(skipped) >= asked }
}
