import ArgumentParser
import Classification
import ConsolePrograms

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check the installation, and say for each fault what mends it.",
        discussion: """
            Looks at units, sockets and who may connect, groups, an answer of the daemon to a harmless sentence, the champion's integrity and
            self-test, permissions, configuration, the language model's credential, the processor, disks and the clock. It changes nothing.
            The daemon is asked, and started where its socket starts it; a trainer that does not run is left alone. What this account may
            not look at is skipped, and said to be: root sees all.

            Exit code 0 when nothing fails, 1 when something does.

            Examples:
              sudo picketctl doctor
              picketctl doctor --socket .picket/run/picket.sock --admin-socket .picket/run/admin.sock --models .picket/models
            """)

    @Option(help: "The query socket of picketd.") var socket: String?
    @Option(help: "The admin socket of picketd.") var adminSocket: String?
    @Option(help: "The socket of picket-trainer.") var trainerSocket: String?
    @OptionGroup var models: ModelsOption
    @Flag(help: "All findings as one JSON object.") var json = false

    func run() throws {
        let place = DoctorPlace(
            querySocket: PlaceFinding.querySocket(socket), adminSocket: PlaceFinding.adminSocket(adminSocket),
            trainerSocket: PlaceFinding.trainerSocket(trainerSocket), models: models.folder.path)
        let report = Examination(place).report()
        if json {
            printJSON(report.json)
        } else {
            for line in report.lines { printLine(line) }
        }
        let failing = report.count(.failing)
        if report.isFailing { throw ProgramFailure(.no, failing == 1 ? "one check fails" : "\(failing) checks fail") }
    }
}
