import Foundation
import HTTPService
import JSONParsing
import Synchronization
import TestSupport

/// A service on a socket in a folder of its own.
struct RunningService: Sendable {
    let folder: TemporaryFolder
    let path: String
    let server: HTTPServer

    static func start(
        _ router: Router = .sample, maxConnections: Int = 512, maxHeldBodyBytes: Int = 64 << 20,
        _ adjust: (inout ConnectionLimits) -> Void = { _ in }
    ) async throws -> RunningService {
        let folder = try TemporaryFolder()
        let path = folder.path + "/http.sock"
        var configuration = HTTPServer.Configuration()
        configuration.maxConnections = maxConnections
        configuration.maxHeldBodyBytes = maxHeldBodyBytes
        adjust(&configuration.limits)
        let server = try await HTTPServer.start([HTTPListener(.path(path, mode: 0o660), router: router)], configuration: configuration)
        return RunningService(folder: folder, path: path, server: server)
    }

    /// Runs blocking client code on a thread of its own, then stops the service.
    func serve<Result: Sendable>(_ body: @escaping @Sendable (String) throws -> Result) async throws -> Result {
        let path = path
        do {
            let result = try await onThread { try body(path) }
            await server.shutdown(within: .seconds(5))
            return result
        } catch {
            await server.shutdown(within: .zero)
            throw error
        }
    }
}

/// Blocking code must not hold a thread of the pool that the tests share.
func onThread<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
        Thread { continuation.resume(with: Swift.Result { try body() }) }.start()
    }
}

extension Router {
    /// `GET /health`, `POST /echo` (any body), `POST /json` (JSON), `GET /large`, `POST /dropped`.
    static var sample: Router {
        var router = Router()
        router.get("/health") { _ throws(APIError) in .text("ok") }
        router.get("/large") { _ throws(APIError) in HTTPResponse(body: [UInt8](repeating: 0x61, count: 32 << 20)) }
        router.on("POST", "/echo") { request, responder in
            responder.respond(HTTPResponse(contentType: "text/plain", body: request.body))
        }
        router.on("POST", "/json", takes: .json) { request, responder in
            responder.respond(resultOf: { request throws(APIError) in .json(.object(try request.decodeJSONBody())) }, for: request)
        }
        router.on("POST", "/dropped") { _, _ in }
        return router
    }
}

/// A handler that keeps its requests until the test answers them.
final class HeldRequests: Sendable {
    private let held = Mutex<[(HTTPRequest, Responder)]>([])
    private let arrived = DispatchSemaphore(value: 0)

    func router(_ method: String = "POST", _ path: String = "/held") -> Router {
        var router = Router.sample
        router.on(method, path) { [self] request, responder in
            held.withLock { $0.append((request, responder)) }
            arrived.signal()
        }
        return router
    }

    /// Waits for the next request, ten seconds at most.
    func next() -> (HTTPRequest, Responder)? {
        guard arrived.wait(timeout: .now() + 10) == .success else { return nil }
        return held.withLock { $0.removeFirst() }
    }
}
