import Classification
package import ConsolePrograms
import Encoders
import Glibc
import HTTPService
import Logging
import OSThreads
import ServiceLifecycle
import ServiceManager
import UnixSignals

/// The daemon's life: load, listen, say that it is ready, serve until it is told to stop, drain.
package struct Daemon: Sendable {
    private let configuration: GuardConfiguration
    private let servesAdminPath: Bool
    private let reread: @Sendable () -> Result<GuardConfiguration, ProgramFailure>
    private let log: EventLog

    /// - Parameters:
    ///   - servesAdminPath: Listen on the configured admin socket; one that systemd hands over is always served.
    ///   - reread: Gives the configuration anew, for a reload.
    package init(
        configuration: GuardConfiguration, servesAdminPath: Bool,
        reread: @escaping @Sendable () -> Result<GuardConfiguration, ProgramFailure>
    ) {
        let log = EventLog(program: "picketd")
        LoggingSystem.bootstrap { _ in EventLogHandler(log) }
        self.configuration = configuration
        self.servesAdminPath = servesAdminPath
        self.reread = reread
        self.log = log
    }

    package func run() async throws {
        let inherited = try inheritedSockets()
        let live = LiveConfiguration(configuration)
        let host = ModelHost(
            load: { source throws(ClassificationError) in try live.current.load(source) }, policy: { live.current.policy(for: $0) })
        let metrics = GuardMetrics()
        let threads = configuration.threads == 0 ? availableProcessors() : configuration.threads
        let pool = ComputePool(
            settings: ComputePool.Settings(
                threads: threads, maxBatchTokens: configuration.maxBatchTokens, capacity: configuration.maxQueue,
                deadlineSeconds: Double(configuration.deadlineMilliseconds) / 1_000),
            measure: { figures in metrics.update { $0.computed(figures) } })
        let watch = TrafficWatch(configuration, log)
        defer { watch.stop() }
        let service = GuardService(host: host, pool: pool, live: live, metrics: metrics, watch: watch, log: log)
        try await FirstModel(service: service).load()
        guard pool.start() else { throw ProgramFailure(.tryAgainLater, "the system gave no compute thread") }
        let reloading = Reloading(service: service, read: reread)
        let serving = Serving(service: service, reloading: reloading, inherited: inherited, servesAdminPath: servesAdminPath)
        let logger = Logger(label: "picketd")
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(
                        service: serving, successTerminationBehavior: .gracefullyShutdownGroup,
                        failureTerminationBehavior: .cancelGroup),
                    .init(service: ReloadOnHangUp(reloading: reloading)),
                ],
                gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        serving.stop.set { Task { await group.triggerGracefulShutdown() } }
        try await group.run()
    }

    private func inheritedSockets() throws(ProgramFailure) -> [InheritedSocket] {
        do throws(ServiceManagerError) { return try InheritedSocket.take() } catch {
            throw ProgramFailure(.badConfiguration, "\(error)")
        }
    }
}

/// `SIGHUP` reads the configuration again, as `POST /v1/reload` does.
private struct ReloadOnHangUp: Service {
    let reloading: Reloading

    func run() async throws {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
            NamedThread("picket-loader") { [reloading] in
                yieldToOtherThreads()
                _ = reloading.reload()
            }?.detach()
        }
    }
}
