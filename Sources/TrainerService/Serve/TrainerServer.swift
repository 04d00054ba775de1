import Classification
import ConsolePrograms
import DurableFiles
import Glibc
import HTTPService
import Logging
import OSThreads
import Records
import ServiceLifecycle
import ServiceManager
import UnixSignals

/// The trainer's life: take the state folder, heal what a crash left, listen, work, and end when told or when idle.
struct TrainerServer: Sendable {
    let configuration: TrainerConfiguration

    func run() async throws {
        let log = EventLog(program: "picket-trainer")
        LoggingSystem.bootstrap { _ in EventLogHandler(log) }
        yieldToOtherThreads(nice: Int32(configuration.nice))
        let inherited = try inheritedSockets()
        let opened = try open(log)
        let tell: @Sendable (RoundMove) -> Void = { log.report($0.event, $0.words, .round($0.round)) }
        let steps = RoundSteps(store: opened.store, configuration: configuration)
        let say: @Sendable (String) -> Void = { log.write(.info, $0) }
        let worker = RoundWorker(opened.store, perform: steps.perform, tell: tell, log: say)
        var desk = TrainerDesk(store: opened.store, worker: worker, configuration: configuration, tell: tell, daemon: steps.daemon)
        desk.traffic = LiveTraffic(
            configuration, opened.store, log: say, taken: { log.report(.samplesTaken, $0) },
            report: { log.report(.driftFound, $0.sentence) })
        desk.traffic?.start()
        let requests = RequestThread()
        let stop = StopTrigger()
        let router = TrainerRoutes.router(desk, run: { requests.run($0) }, log: log, shutDown: { stop.fire() })
        guard let answering = requests.start(), let working = worker.start() else {
            throw ProgramFailure(.tryAgainLater, "the system gave no thread")
        }
        let serving = TrainerServing(
            listener: inherited.map { HTTPListener(.descriptor($0.descriptor), router: router) }
                ?? HTTPListener(.path(configuration.socket, mode: UInt32(configuration.socketMode)), router: router),
            idle: IdleWatch(
                limitSeconds: configuration.idleExitSeconds ?? (inherited == nil ? 0 : 300), requests: requests, worker: worker),
            stop: stop, log: log)
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(service: serving, successTerminationBehavior: .gracefullyShutdownGroup, failureTerminationBehavior: .cancelGroup)
                ],
                gracefulShutdownSignals: [.sigterm, .sigint], logger: Logger(label: "picket-trainer")))
        stop.set { Task { await group.triggerGracefulShutdown() } }
        defer {
            worker.stop()
            requests.end()
            working.join()
            answering.join()
        }
        try await group.run()
    }

    private func inheritedSockets() throws(ProgramFailure) -> InheritedSocket? {
        do throws(ServiceManagerError) { return try InheritedSocket.take().first } catch {
            throw ProgramFailure(.badConfiguration, "\(error)")
        }
    }

    private struct Opened: Sendable {
        let store: RecordStore
        let lock: HeldLock
    }

    /// The lock lives as long as the process.
    private final class HeldLock: Sendable {
        private let lock: TrainerLock
        init(_ lock: consuming TrainerLock) { self.lock = lock }
    }

    private func open(_ log: EventLog) throws(ProgramFailure) -> Opened {
        do throws(FileError) {
            // People's messages are in it.
            try makeFolder(configuration.state, mode: 0o750)
            try makeFolder(configuration.models)
        } catch { throw ProgramFailure(.tryAgainLater, "\(error)") }
        let lock: TrainerLock
        do throws(TrainerLockError) { lock = try TrainerLock(stateFolder: configuration.state) } catch {
            throw ProgramFailure(.tryAgainLater, "\(error)")
        }
        let held = HeldLock(lock)
        let store: RecordStore
        do throws(RecordsError) {
            store = try RecordStore.open(configuration.state + "/trainer.db")
            let orphans = try store.orphanReservations()
            if !orphans.isEmpty {
                log.report(
                    .requestsOrphaned,
                    "\(orphans.count) requests to the language model were under way when the trainer ended; they count with their estimates"
                )
            }
        } catch { throw ProgramFailure(recordsExit(error), "\(error)") }
        do throws(ClassificationError) {
            let socket = configuration.adminSocket
            let healed = try Promoter(models: ModelsFolder(configuration.models), daemon: .socket(socket)).heal()
            if !healed.actions.isEmpty {
                let actions = healed.actions.map { "\($0)" }.joined(separator: ", ")
                log.report(.promotionHealed, "a promotion that was cut off is put in order: \(actions)")
            }
        } catch { log.write(.warning, "the models folder could not be put in order: \(error)") }
        return Opened(store: store, lock: held)
    }
}
