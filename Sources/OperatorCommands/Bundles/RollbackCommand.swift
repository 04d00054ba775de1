import ArgumentParser
import Classification
import ConsolePrograms

struct RollbackCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Make the previous champion the champion again, on the daemon and in the models folder.",
        discussion: """
            A second rollback goes back once more, to the champion before that one, or says that there is none; it never returns to the bundle
            that was left. To take that one up again: picketctl bundles promote ID --by NAME --reason TEXT.

            A daemon that does not answer within ten seconds, since it cannot start on the champion, is not waited for: it serves the bundle
            before when it starts next.

            Example:
              picketctl rollback --reason "flags the cooking club"
            """)

    @OptionGroup var place: ModelsOption
    @OptionGroup var admin: AdminOptions
    @OptionGroup var approval: ApprovalOptions
    @Flag(help: "One JSON object.") var json = false

    func run() throws {
        let folder = place.folder
        let (outcome, target): (Promoter.Outcome, BundleID?)
        do throws(ClassificationError) {
            target = try folder.bundle(.previous)
            // The daemon to roll back may be one that cannot start on the champion.
            let daemon = admin.socket.map { PromotionDaemon.socket($0, silentIsAbsent: true) } ?? .none
            outcome = try Promoter(models: folder, daemon: daemon).rollback(by: approval.by ?? accountName(), reason: approval.reason)
        } catch {
            if case .nothingBefore = error { throw ProgramFailure(.no, "\(error)") }
            throw modelFailure(error)
        }
        try PromotionReport(outcome: outcome, wanted: target, socket: admin.socket).print(json: json)
    }
}
