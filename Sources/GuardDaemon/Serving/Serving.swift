import Classification
import ConsolePrograms
import Encoders
import HTTPService
import OSThreads
import ServiceLifecycle
import ServiceManager

/// The listening part of the daemon, as one service of its service group.
struct Serving: Service {
    let service: GuardService
    let reloading: Reloading
    let inherited: [InheritedSocket]
    let servesAdminPath: Bool
    /// What `POST /v1/shutdown` does; set once the group exists.
    let stop = StopTrigger()

    private var log: EventLog { service.log }

    func run() async throws {
        let listeners = try makeListeners()
        let configuration = service.configuration
        var settings = HTTPServer.Configuration()
        settings.limits.maxBodyBytes = configuration.maxBodyBytes
        let fitting = DescriptorLimit.raise()
        settings.maxConnections = min(configuration.maxConnections, fitting)
        if fitting < configuration.maxConnections {
            log.write(.warning, "max_connections is \(configuration.maxConnections), the limit on descriptors allows \(fitting)")
        }
        let server: HTTPServer
        do throws(HTTPServiceError) { server = try await HTTPServer.start(listeners, configuration: settings) } catch {
            throw ProgramFailure(.badConfiguration, "\(error)")
        }
        for listener in listeners { log.write(.info, "listening on \(listener.endpoint.name)") }
        let watching = tellReady()
        let summaries = SummaryWriter(service: service)
        let summing = summaries.start(every: .seconds(configuration.summarySeconds))
        try? await gracefulShutdown()
        tellServiceManager([.stopping, .status("draining")])
        let isComplete = await server.shutdown(within: .seconds(configuration.drainSeconds))
        watching?.check.end()
        watching?.thread.join()
        service.pool.drain()
        summaries.end()
        summing?.join()
        log.report(
            .daemonStopped, isComplete ? "stopped" : "stopped; requests were cut after \(configuration.drainSeconds) s of draining")
    }

    private struct Watching {
        let check: SelfCheck
        let thread: NamedThread
    }

    /// - Returns: The checks, where the service manager's watchdog asks for them.
    private func tellReady() -> Watching? {
        let model = service.host.served?.model.name ?? "no model"
        let isNotified = tellServiceManager([.ready, .status("serving \(model)")])
        log.report(
            .daemonReady,
            "ready, serving \(model), \(service.configuration.precision.rawValue)\(isNotified ? "" : "; not started by systemd")",
            .bundle(model))
        guard let interval = ServiceNotifier.watchdogInterval else { return nil }
        let check = SelfCheck(service: service)
        return check.start(interval: interval) { tellServiceManager([.watchdog]) }.map { Watching(check: check, thread: $0) }
    }

    /// Sockets that systemd opened, told apart by `ListenerRole`; else the configured paths.
    private func makeListeners() throws(ProgramFailure) -> [HTTPListener] {
        let admin = AdminService(service: service, reloading: reloading, shutDown: { [stop] in stop.fire() })
        let queries = Routes.queries(service)
        let verbs = Routes.administration(admin)
        guard inherited.isEmpty else {
            var result: [HTTPListener] = []
            for socket in inherited {
                let role = try role(of: socket)
                result.append(HTTPListener(.descriptor(socket.descriptor), router: role == .administration ? verbs : queries))
            }
            return result
        }
        let configuration = service.configuration
        let mode = UInt32(configuration.socketMode)
        var result = [HTTPListener(.path(configuration.socket, mode: mode), router: queries)]
        if servesAdminPath { result.append(HTTPListener(.path(configuration.adminSocket, mode: mode), router: verbs)) }
        return result
    }

    private func role(of socket: InheritedSocket) throws(ProgramFailure) -> ListenerRole {
        let address: ListeningAddress
        do throws(HTTPServiceError) { address = try ListeningAddress(of: socket.descriptor) } catch {
            throw ProgramFailure(.badConfiguration, "\(error)")
        }
        if let warning = ListenerRole.warning(name: socket.name, at: address) { log.write(.warning, warning) }
        let allowed = service.configuration.allowsNonLoopback
        do throws(ListenerRefusal) { return try .of(name: socket.name, at: address, allowsNonLoopback: allowed) } catch {
            throw ProgramFailure(.badConfiguration, "\(error)")
        }
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
