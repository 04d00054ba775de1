package import ArgumentParser
import ConsolePrograms

/// `picketctl`: the operator's and the client's command.
package struct OperatorCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "picketctl",
        abstract: "Talk to picketd and to the trainer, and look into models and bundles.",
        discussion: """
            Sockets are found as --socket (--admin-socket), $PICKET_SOCKET ($PICKET_ADMIN_SOCKET; $PICKET_TRAINER_SOCKET for the commands of
            the trainer: pool, round, label, labels, review), /run/picket/*.sock, .picket/run/*.sock.
            The models folder is found as --models, $PICKET_MODELS, /var/lib/picket/models, .picket/models.

            Exit codes: 0 done, 1 the answer is "no", 64 usage, 66 input missing, 70 our bug, 75 try again later, 78 bad configuration or
            model.

            Example:
              picketctl classify "can i take ibuprofen with my blood pressure pills?"
            """,
        version: "picketctl \(PicketVersion.text)",
        subcommands: [
            ClassifyCommand.self, StatusCommand.self, DoctorCommand.self, EventsCommand.self, TopCommand.self, ReloadCommand.self,
            ModelCommand.self,
            BundlesCommand.self, RollbackCommand.self,
            PoolCommand.self,
            RoundCommand.self, LabelCommand.self, LabelsCommand.self, ReviewCommand.self,
        ])

    package init() {}
}
