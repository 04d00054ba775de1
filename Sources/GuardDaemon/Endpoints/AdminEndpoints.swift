import Classification
import HTTPService
import JSONParsing
import OSThreads

/// The admin socket: `POST /v1/activate`, `GET /v1/status`, `POST /v1/shutdown`. Never reachable through the query socket.
package struct AdminService: Sendable {
    let service: GuardService
    let log: @Sendable (String) -> Void
    let warn: @Sendable (String) -> Void
    let shutDown: @Sendable () -> Void

    /// - Parameters:
    ///   - log: Called with each verb and the peer's credentials, from any thread.
    ///   - warn: Called with what the policy leaves open for a model that was swapped in, from any thread.
    ///   - shutDown: Called once for each `POST /v1/shutdown`, after its answer.
    package init(
        service: GuardService, log: @escaping @Sendable (String) -> Void, warn: @escaping @Sendable (String) -> Void,
        shutDown: @escaping @Sendable () -> Void
    ) {
        self.service = service
        self.log = log
        self.warn = warn
        self.shutDown = shutDown
    }

    func activate(_ request: HTTPRequest, _ responder: Responder) {
        do throws(APIError) {
            let body = try request.decodeJSONBody()
            guard let name = body["bundle"]?.string else {
                throw .invalid("'bundle' is missing; it is a bundle id, or 'champion'", param: "bundle", code: "missing_bundle")
            }
            let folder = ModelsFolder(service.configuration.models)
            let id: BundleID
            do throws(ClassificationError) { id = try folder.find(name) } catch {
                throw APIError(
                    status: 404, message: error.description, type: "invalid_request_error", param: "bundle", code: "bundle_not_found")
            }
            log("activate \(id), asked by \(request.peerDescription)")
            // Loading takes a tenth of a second and more: a thread of its own, so that the event loop does not wait, and one that leaves
            // the processors to verdicts.
            let loader = NamedThread("picket-loader") {
                yieldToOtherThreads()
                load(.bundle(folder.folder(of: id), id: id), responder)
            }
            guard let loader else {
                throw .overloaded("no thread could be started", code: "no_thread", retryAfterSeconds: 1)
            }
            loader.detach()
        } catch { responder.respond(error) }
    }

    private func load(_ source: ModelSource, _ responder: Responder) {
        let before = service.host.served?.model.name
        let clock = ContinuousClock()
        let start = clock.now
        do throws(ActivationError) {
            let mode = service.configuration.swapMode
            let model = try service.host.activate(source, mode: mode) { service.pool.waitUntilIdle() }
            let milliseconds = (clock.now - start) / .milliseconds(1)
            log("serving \(model.name), before \(before ?? "none"), loaded in \(Int(milliseconds)) ms")
            for warning in service.configuration.policyCoverage(of: model).warnings { warn(warning) }
            responder.respond(
                .json([
                    "model": .string(model.name), "previous": before.map { .string($0) } ?? nil,
                    "milliseconds": .int(Int(milliseconds)),
                ]))
        } catch {
            log("activation of \(source.path) failed: \(error); still serving \(service.host.served?.model.name ?? "none")")
            let busy = error == .busy
            responder.respond(
                APIError(
                    status: busy ? 409 : 422, message: "\(error)", type: "invalid_request_error", param: "bundle",
                    code: busy ? "activation_in_progress" : "activation_failed"))
        }
    }

    func status(_ request: HTTPRequest, _ responder: Responder) {
        let status = service.host.status
        responder.respond(
            .json([
                "model": status.bundle.map { .string($0) } ?? nil,
                "since": .string(status.since.iso8601),
                "swapping": .bool(status.isSwapping),
                "swaps": .int(status.swaps),
                "failed_swaps": .int(status.failedSwaps),
                "last_failure": status.lastFailure.map { .string($0) } ?? nil,
                "queue": ["pending": .int(service.pool.pending), "expected_ms": .double(service.pool.expectedSeconds * 1_000)],
                "info": service.information,
            ]))
    }

    func shutdown(_ request: HTTPRequest, _ responder: Responder) {
        log("shutdown, asked by \(request.peerDescription)")
        responder.respond(.json(["status": "stopping"]))
        shutDown()
    }
}
