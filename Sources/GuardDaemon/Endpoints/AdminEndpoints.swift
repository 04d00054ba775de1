import Classification
import HTTPService
import JSONParsing
import OSThreads
import ServiceManager

/// The admin socket: `POST /v1/activate`, `GET /v1/status`, `POST /v1/reload`, `POST /v1/shutdown`. Never reachable through the query
/// socket.
package struct AdminService: Sendable {
    let service: GuardService
    let reloading: Reloading
    let shutDown: @Sendable () -> Void

    /// - Parameter shutDown: Called once for each `POST /v1/shutdown`, after its answer.
    package init(service: GuardService, reloading: Reloading, shutDown: @escaping @Sendable () -> Void) {
        self.service = service
        self.reloading = reloading
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
            tell("activate \(id)", request, [.bundle(id.text)])
            try onLoaderThread { activate(.bundle(folder.folder(of: id), id: id), responder) }
        } catch { responder.respond(error) }
    }

    private func activate(_ source: ModelSource, _ responder: Responder) {
        let before = service.host.served?.model.name
        switch service.activate(source) {
        case .success(let activation):
            responder.respond(
                .json([
                    "model": .string(activation.model.name), "previous": before.map { .string($0) } ?? nil,
                    "milliseconds": .int(activation.milliseconds),
                ]))
        case .failure(let error):
            let busy = error == .busy
            responder.respond(
                APIError(
                    status: busy ? 409 : 422, message: "\(error)", type: "invalid_request_error", param: "bundle",
                    code: busy ? "activation_in_progress" : "activation_failed"))
        }
    }

    /// Reads the configuration again. The body is an empty object.
    func reload(_ request: HTTPRequest, _ responder: Responder) {
        do throws(APIError) {
            let body = try request.decodeJSONBody()
            for key in body.keys { throw .invalid("unknown field '\(key)'; there is none", param: key, code: "unknown_field") }
            tell("reload", request)
            try onLoaderThread {
                switch reloading.reload() {
                case .success(let changes):
                    responder.respond(
                        .json([
                            "status": "reloaded", "changed": .array(changes.changed.map { .string($0) }),
                            "needs_restart": .array(changes.needRestart.map { .string($0) }),
                        ]))
                case .failure(let refusal):
                    responder.respond(
                        APIError(
                            status: 422, message: "\(refusal); the old configuration stays", type: "invalid_request_error",
                            code: "configuration_refused"))
                }
            }
        } catch { responder.respond(error) }
    }

    /// Loading takes a tenth of a second and more: a thread of its own, so that the event loop does not wait, and one that leaves the
    /// processors to verdicts.
    private func onLoaderThread(_ work: @escaping @Sendable () -> Void) throws(APIError) {
        let loader = NamedThread("picket-loader") {
            yieldToOtherThreads()
            work()
        }
        guard let loader else { throw .overloaded("no thread could be started", code: "no_thread", retryAfterSeconds: 1) }
        loader.detach()
    }

    private func tell(_ verb: String, _ request: HTTPRequest, _ fields: [EventField] = []) {
        service.log.report(
            .adminRequest, "\(verb), asked by \(request.peerDescription)", fields + (request.peer.map { [.peerUID($0.uid)] } ?? []))
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
        tell("shutdown", request)
        responder.respond(.json(["status": "stopping"]))
        shutDown()
    }
}
