import ArgumentParser
import ConsolePrograms
import Glibc
import JSONParsing
import ServiceManager

struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Daemon, trainer, round, timer and units: what is served, what runs, what waits for whom.",
        discussion: """
            A trainer that does not run is not started by the question: it is asked only when it runs.

            Exit code 0 when a model is in service, 1 when the daemon has none, 75 when it cannot be reached.

            Example:
              picketctl status --admin-socket .picket/run/admin.sock
            """)

    @Option(help: "The admin socket of picketd.") var adminSocket: String?
    @Option(help: "The socket of picket-trainer.") var trainerSocket: String?
    @Flag(help: "The whole answer as JSON: the daemon's, with trainer, round, timer and units.") var json = false

    func run() throws {
        // First the units: asking the daemon may start it.
        let units = UnitChecks.Answer.observed()
        let trainer = PlaceFinding.trainerSocket(trainerSocket)
        let report = StatusReport(
            daemon: daemon(), trainer: TrainerState(socket: trainer, mayStart: TrainerWaking.mayStart(trainer, units)),
            units: UnitsStatus(units, now: UInt64(clamping: time(nil)) * 1_000_000))
        if json {
            printJSON(.object(report.json))
        } else {
            for line in report.lines { printSafely(line) }
        }
        if let failure = report.failure { throw failure }
    }

    private func daemon() -> Result<DaemonStatus, ProgramFailure> {
        do throws(ProgramFailure) {
            return .success(DaemonStatus(try DaemonClient(socket: PlaceFinding.adminSocket(adminSocket)).get("/v1/status")))
        } catch { return .failure(error) }
    }
}
