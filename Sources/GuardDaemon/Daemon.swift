import Classification
import Encoders
import ConsolePrograms
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
    private let logger: Logger

    /// - Parameter servesAdminPath: Listen on the configured admin socket; one that systemd hands over is always served.
    package init(configuration: GuardConfiguration, servesAdminPath: Bool) {
        LoggingSystem.bootstrap(StreamLogHandler.standardError)
        self.configuration = configuration
        self.servesAdminPath = servesAdminPath
        logger = Logger(label: "picketd")
    }

    package func run() async throws {
        let inherited = try inheritedSockets()
        let host = ModelHost(load: { source throws(ClassificationError) in try configuration.load(source) }, policy: configuration.policy)
        try await loadFirstModel(host)
        let threads = configuration.threads == 0 ? availableProcessors() : configuration.threads
        let pool = ComputePool(
            settings: ComputePool.Settings(
                threads: threads, maxBatchTokens: configuration.maxBatchTokens, capacity: configuration.maxQueue,
                deadlineSeconds: Double(configuration.deadlineMilliseconds) / 1_000))
        guard pool.start() else { throw ProgramFailure(.tryAgainLater, "the system gave no compute thread") }
        var service = GuardService(host: host, pool: pool, configuration: configuration)
        let watch = TrafficWatch(configuration, logger)
        service.watch = watch
        let serving = Serving(service: service, inherited: inherited, servesAdminPath: servesAdminPath, logger: logger)
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(
                        service: serving, successTerminationBehavior: .gracefullyShutdownGroup,
                        failureTerminationBehavior: .cancelGroup)
                ],
                gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        serving.stop.set { Task { await group.triggerGracefulShutdown() } }
        defer { watch.stop() }
        try await group.run()
        logger.info("stopped")
    }

    private func inheritedSockets() throws(ProgramFailure) -> [InheritedSocket] {
        do throws(ServiceManagerError) { return try InheritedSocket.take() } catch {
            throw ProgramFailure(.badConfiguration, "\(error)")
        }
    }

    /// Loads on a thread of its own: a forward pass does not belong on the cooperative pool.
    private func loadFirstModel(_ host: ModelHost) async throws {
        let configuration = self.configuration
        let outcome: Result<Classifier, ActivationError> = await withCheckedContinuation { continuation in
            let thread = NamedThread("picket-loader") {
                do throws(ActivationError) {
                    let source: ModelSource
                    do throws(ClassificationError) { source = try configuration.initialSource() } catch { throw .failed(error) }
                    continuation.resume(returning: .success(try host.activate(source, mode: .concurrent) {}))
                } catch { continuation.resume(returning: .failure(error)) }
            }
            if let thread { thread.detach() } else { continuation.resume(returning: .failure(.busy)) }
        }
        switch outcome {
        case .success(let model):
            logger.info("serving \(model.name), \(configuration.precision.rawValue)")
            for warning in configuration.policyCoverage(of: model).warnings { logger.warning("\(warning)") }
        case .failure(let error):
            throw ProgramFailure(.badConfiguration, "cannot serve '\(configuration.model ?? configuration.models)': \(error)")
        }
    }
}
