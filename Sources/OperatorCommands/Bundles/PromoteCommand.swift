import ArgumentParser
import Classification
import ConsolePrograms
import JSONParsing

/// Who answers for a change of champion, and why.
struct ApprovalOptions: ParsableArguments {
    @Option(help: "Who decides; recorded in promotions.jsonl (the account's name).") var by: String?
    @Option(help: "Why; recorded there too.") var reason: String?

    func validate() throws {
        for (name, value) in [("--by", by), ("--reason", reason)] {
            if let value, !value.utf8.contains(where: { $0 > 0x20 }) { throw ValidationError("\(name) is empty") }
        }
    }
}

/// Which daemon is told.
struct AdminOptions: ParsableArguments {
    @Option(help: "The admin socket of picketd.") var adminSocket: String?
    @Flag(help: "Do not talk to a daemon.") var offline = false

    var socket: String? { offline ? nil : PlaceFinding.adminSocket(adminSocket) }
}

struct PromoteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "promote",
        abstract: "Verify a bundle, activate it on the running daemon, and make it the champion.",
        discussion: """
            The daemon loads it beside the model in service and swaps when its self-test has passed: no request is lost, and a bundle that
            it refuses changes nothing. With --offline, or where no daemon runs, only the links move; the daemon serves the champion when it
            starts next.

            A bundle whose gate says 'promote', against the champion that is there now, needs no more, unless somebody rolled back from it.
            Any other is promoted only on a named person's word: --by and --reason. Who, when and why is kept in promotions.jsonl in the models folder.

            Exit code 1 when the gate or the daemon says no, 75 when the daemon gave no clear answer; the champion is then what it was.

            Examples:
              picketctl bundles promote 20261122T150301-3fa9c1d204be
              picketctl bundles promote challenger --by "Mara Ek" --reason "one lost message is mislabelled in the gate set"
            """)

    @OptionGroup var place: ModelsOption
    @OptionGroup var admin: AdminOptions
    @OptionGroup var approval: ApprovalOptions
    @Flag(help: "One JSON object.") var json = false
    @Argument(help: "A bundle id, 'champion', 'previous' or 'challenger'.") var bundle: String

    func run() throws {
        let folder = place.folder
        let (manifest, doubt) = try withModelFailures { () throws(ClassificationError) in
            let manifest = try verifyBundle(folder.folder(of: try folder.find(bundle)))
            let journal = try PromotionJournal(of: folder)
            return (manifest, promotionDoubt(manifest, champion: try? folder.bundle(.champion), journal: journal))
        }
        if let doubt, approval.by == nil || approval.reason == nil {
            throw ProgramFailure(
                .no, "\(manifest.id) is not promoted: \(doubt); a named person may approve it with --by NAME --reason TEXT")
        }
        let outcome = try withModelFailures { () throws(ClassificationError) in
            try Promoter(models: folder, daemon: admin.socket.map { PromotionDaemon.socket($0) } ?? .none).promote(
                manifest.id, by: approval.by ?? accountName(), reason: approval.reason, gate: manifest.gateOutcome)
        }
        try PromotionReport(outcome: outcome, wanted: manifest.id, socket: admin.socket).print(json: json)
    }
}
