import ConsolePrograms
import Generation
import HTTPService
import OSThreads
import ServiceLifecycle
import ServiceManager

/// The listening part of the trainer, as one service of its group.
struct TrainerServing: Service {
    let listener: HTTPListener
    let idle: IdleWatch
    let stop: StopTrigger
    let log: EventLog

    /// A pool of a million messages fits.
    private static let maxBodyBytes = 256 << 20

    func run() async throws {
        var settings = HTTPServer.Configuration()
        settings.limits.maxBodyBytes = Self.maxBodyBytes
        settings.maxHeldBodyBytes = 2 * Self.maxBodyBytes
        settings.limits.bodyTimeout = .seconds(300)
        let server: HTTPServer
        do throws(HTTPServiceError) { server = try await HTTPServer.start([listener], configuration: settings) } catch {
            throw ProgramFailure(.badConfiguration, "\(error)")
        }
        log.write(.info, "listening on \(listener.endpoint.name)")
        let isNotified = tellServiceManager([.ready, .status("waiting")])
        log.report(.trainerReady, "ready\(isNotified ? "" : "; not started by systemd")")
        let watch = idle.start { [stop, log] in
            log.write(.info, "idle for \(idle.limitSeconds) s: ending, the next request starts the trainer again")
            stop.fire()
        }
        try? await gracefulShutdown()
        tellServiceManager([.stopping, .status("stopping")])
        idle.end()
        watch?.join()
        await server.shutdown(within: .seconds(10))
        log.report(.trainerStopped, "stopped")
    }

    /// - Returns: Whether there is one that listens.
    @discardableResult
    private func tellServiceManager(_ states: [ServiceState]) -> Bool {
        do throws(ServiceManagerError) { return try ServiceNotifier.notify(states) } catch {
            log.write(.warning, "the service manager could not be told: \(error)")
            return false
        }
    }
}

/// Ends a trainer that has nothing to do: no request for a while, and no step at work.
struct IdleWatch: Sendable {
    /// 0 for never.
    let limitSeconds: Int
    let requests: RequestThread
    let worker: RoundWorker
    private let ending = StopSignal()

    init(limitSeconds: Int, requests: RequestThread, worker: RoundWorker) {
        self.limitSeconds = limitSeconds
        self.requests = requests
        self.worker = worker
    }

    /// - Returns: Nil when it never ends, or the system gives no thread: then it does not end either.
    func start(_ action: @escaping @Sendable () -> Void) -> NamedThread? {
        guard limitSeconds > 0 else { return nil }
        return NamedThread("picket-idle") { [self] in
            var wait = Duration.seconds(limitSeconds)
            while ending.pause(wait) {
                let left = .seconds(limitSeconds) - requests.idleTime
                if worker.isAtWork {
                    wait = .seconds(limitSeconds)
                } else if left <= .zero {
                    return action()
                } else {
                    wait = left
                }
            }
        }
    }

    func end() { ending.raise() }
}
