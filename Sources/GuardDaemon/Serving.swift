import Classification
import ConsolePrograms
import HTTPService
import Logging
import OSThreads
import ServiceLifecycle
import ServiceManager

/// The listening part of the daemon, as one service of its service group.
struct Serving: Service {
    let service: GuardService
    let inherited: [InheritedSocket]
    let servesAdminPath: Bool
    let logger: Logger
    /// What `POST /v1/shutdown` does; set once the group exists.
    let stop = StopTrigger()

    func run() async throws {
        let listeners = try makeListeners()
        var settings = HTTPServer.Configuration()
        settings.limits.maxBodyBytes = service.configuration.maxBodyBytes
        let fitting = DescriptorLimit.raise()
        settings.maxConnections = min(service.configuration.maxConnections, fitting)
        if fitting < service.configuration.maxConnections {
            logger.warning("max_connections is \(service.configuration.maxConnections), the limit on descriptors allows \(fitting)")
        }
        let server: HTTPServer
        do throws(HTTPServiceError) { server = try await HTTPServer.start(listeners, configuration: settings) } catch {
            throw ProgramFailure(.badConfiguration, "\(error)")
        }
        for listener in listeners { logger.info("listening on \(listener.endpoint.name)") }
        tellServiceManager([.ready, .status("serving \(service.host.served?.model.name ?? "no model")")])
        try? await gracefulShutdown()
        tellServiceManager([.stopping, .status("draining")])
        let isComplete = await server.shutdown(within: .seconds(service.configuration.drainSeconds))
        if !isComplete { logger.warning("requests were cut after \(service.configuration.drainSeconds) s of draining") }
        service.pool.drain()
    }

    /// Sockets that systemd opened, told apart by `ListenerRole`; else the configured paths.
    private func makeListeners() throws(ProgramFailure) -> [HTTPListener] {
        let admin = AdminService(
            service: service, log: { [logger] in logger.info("\($0)") }, warn: { [logger] in logger.warning("\($0)") },
            shutDown: { [stop] in stop.fire() })
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
        let mode = UInt32(service.configuration.socketMode)
        var result = [HTTPListener(.path(service.configuration.socket, mode: mode), router: queries)]
        if servesAdminPath { result.append(HTTPListener(.path(service.configuration.adminSocket, mode: mode), router: verbs)) }
        return result
    }

    private func role(of socket: InheritedSocket) throws(ProgramFailure) -> ListenerRole {
        let address: ListeningAddress
        do throws(HTTPServiceError) { address = try ListeningAddress(of: socket.descriptor) } catch {
            throw ProgramFailure(.badConfiguration, "\(error)")
        }
        if let warning = ListenerRole.warning(name: socket.name, at: address) { logger.warning("\(warning)") }
        let allowed = service.configuration.allowsNonLoopback
        do throws(ListenerRefusal) { return try .of(name: socket.name, at: address, allowsNonLoopback: allowed) } catch {
            throw ProgramFailure(.badConfiguration, "\(error)")
        }
    }

    private func tellServiceManager(_ states: [ServiceState]) {
        do throws(ServiceManagerError) { _ = try ServiceNotifier.notify(states) } catch {
            logger.warning("the service manager could not be told: \(error)")
        }
    }
}
