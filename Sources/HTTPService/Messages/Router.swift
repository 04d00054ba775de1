/// Exact path and method to handler.
///
///     var router = Router()
///     router.get("/health") { _ throws(APIError) in .text("ok") }
///     router.on("POST", "/v1/classify", takes: .json) { request, responder in queue.enqueue(request, responder) }
///
/// `HEAD` is answered by the handler of `GET`, without the body. Queries are not part of a path.
package struct Router: Sendable {
    /// Called on the event loop: it must not block. The responder may be answered there, or later from any thread.
    package typealias Handler = @Sendable (HTTPRequest, Responder) -> Void

    package enum Body: Sendable {
        /// Whatever the client says it is.
        case anything
        /// `application/json` in UTF-8, or no declared type; anything else is a 415.
        case json
    }

    private struct Route: Sendable {
        let method: String
        let takes: Body
        let handler: Handler
    }

    /// Paths with one free segment.
    private struct Family: Sendable {
        let prefix: String
        let suffix: String
        let handler: @Sendable (String, Responder) -> Void

        /// What stands between prefix and suffix; nil when that is nothing, or more than one segment.
        func segment(of path: String) -> String? {
            guard path.utf8.count > prefix.utf8.count + suffix.utf8.count, path.hasPrefix(prefix), path.hasSuffix(suffix) else {
                return nil
            }
            let segment = path.utf8.dropFirst(prefix.utf8.count).dropLast(suffix.utf8.count)
            return segment.contains(UInt8(ascii: "/")) ? nil : String(Substring(segment))
        }
    }

    private var routes: [String: [Route]] = [:]
    private var families: [Family] = []

    /// Called with each answer just before it is given, from the thread that gives it.
    package var observer: (@Sendable (Answered) -> Void)?

    /// A request that got its answer.
    package struct Answered: Equatable, Sendable {
        /// The path of the request, a free segment written `{}`; nil for one that is not routed, of which there may be any number.
        package let endpoint: String?
        package let method: String
        package let status: Int
        /// Since the request was complete.
        package let duration: Duration
    }

    package init() {}

    /// - Precondition: No handler is known for `method` and `path` yet.
    package mutating func on(_ method: String, _ path: String, takes: Body = .anything, _ handler: @escaping Handler) {
        let known = routes[path, default: []]
        precondition(!known.contains { $0.method == method }, "router: \(method) \(path) is routed twice")
        routes[path] = known + [Route(method: method, takes: takes, handler: handler)]
    }

    /// Routes `GET` to a handler that answers at once, on the event loop.
    package mutating func get(_ path: String, _ handler: @escaping @Sendable (HTTPRequest) throws(APIError) -> HTTPResponse) {
        on("GET", path) { request, responder in responder.respond(resultOf: handler, for: request) }
    }

    /// Routes `GET` of every path that is one segment between `prefix` and `suffix`, such as `/v2/models/NAME/ready`.
    ///
    /// - Parameter handler: Gets the segment as it came, not percent-decoded. An exact path goes before.
    package mutating func get(
        under prefix: String, endingIn suffix: String, _ handler: @escaping @Sendable (String, Responder) -> Void
    ) {
        families.append(Family(prefix: prefix, suffix: suffix, handler: handler))
    }

    /// The paths that are routed, sorted; a free segment is written `{}`.
    package var paths: [String] { (routes.keys + families.map { $0.prefix + "{}" + $0.suffix }).sorted() }

    /// Gives the request to its handler, or answers 404, 405 or 415.
    package func dispatch(_ request: HTTPRequest, _ responder: Responder) {
        guard let observer else { return route(request, responder) }
        let start = ContinuousClock.now
        let endpoint = endpoint(of: request.path)
        route(
            request,
            responder.announcing { response in
                observer(
                    Answered(endpoint: endpoint, method: request.method, status: response.status, duration: ContinuousClock.now - start))
            })
    }

    private func endpoint(of path: String) -> String? {
        if routes[path] != nil { return path }
        return families.first { $0.segment(of: path) != nil }.map { $0.prefix + "{}" + $0.suffix }
    }

    private func route(_ request: HTTPRequest, _ responder: Responder) {
        guard let known = routes[request.path] else {
            if answer(asOneOfAFamily: request, responder) { return }
            let error = APIError(status: 404, message: "there is no '\(request.path)' here", code: "unknown_path")
            responder.respond(error.response())
            return
        }
        let method = request.method == "HEAD" ? "GET" : request.method
        guard let route = known.first(where: { $0.method == method }) else {
            let allowed = known.flatMap { $0.method == "GET" ? ["GET", "HEAD"] : [$0.method] }
            responder.respond(Self.wrongMethod(request, allowed: allowed))
            return
        }
        if route.takes == .json, let contentType = request.headers["Content-Type"], !MediaType.isJSON(contentType) {
            responder.respond(MediaType.refusal(of: contentType).response())
            return
        }
        route.handler(request, responder)
    }

    private func answer(asOneOfAFamily request: HTTPRequest, _ responder: Responder) -> Bool {
        for family in families {
            guard let segment = family.segment(of: request.path) else { continue }
            if request.method == "GET" || request.method == "HEAD" {
                family.handler(segment, responder)
            } else {
                responder.respond(Self.wrongMethod(request, allowed: ["GET", "HEAD"]))
            }
            return true
        }
        return false
    }

    private static func wrongMethod(_ request: HTTPRequest, allowed: [String]) -> HTTPResponse {
        let allowed = allowed.joined(separator: ", ")
        return APIError(status: 405, message: "'\(request.path)' takes \(allowed), not \(request.method)", code: "method_not_allowed")
            .response(extra: [("Allow", allowed)])
    }
}
