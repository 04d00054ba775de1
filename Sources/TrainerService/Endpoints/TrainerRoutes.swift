package import HTTPService
import JSONParsing
package import ServiceManager

/// Which path of `trainer.sock` leads where.
package enum TrainerRoutes {
    private typealias Answer = @Sendable (JSONObject) throws(APIError) -> JSONValue

    /// - Parameters:
    ///   - run: Takes what answers a request, to be run off the event loop: the store blocks.
    ///   - log: Told of every request that changes something, and who asks.
    ///   - shutDown: Called for `POST /v1/shutdown`, after its answer.
    package static func router(
        _ desk: TrainerDesk, run: @escaping @Sendable (@escaping @Sendable () -> Void) -> Void,
        log: EventLog, shutDown: @escaping @Sendable () -> Void
    ) -> Router {
        var router = Router()
        func get(_ path: String, _ answer: @escaping Answer) {
            router.on("GET", path) { request, responder in
                run { responder.respond(resultOf: { _ throws(APIError) in .json(try answer(JSONObject())) }, for: request) }
            }
        }
        func post(_ path: String, isLogged: Bool = true, _ answer: @escaping Answer) {
            router.on("POST", path, takes: .json) { request, responder in
                run {
                    if isLogged { tell(path, request, log) }
                    responder.respond(
                        resultOf: { request throws(APIError) in
                            .json(try answer(try request.decodeJSONBody(limits: JSONParser.Limits(depth: 16, values: 16 << 20))))
                        }, for: request)
                }
            }
        }
        router.get("/health") { _ throws(APIError) in .text("ok") }
        router.on("GET", "/metrics") { request, responder in
            run { responder.respond(resultOf: { _ throws(APIError) in try desk.metrics() }, for: request) }
        }
        get("/v1/status") { body throws(APIError) in try desk.status(body) }
        get("/v1/pool") { body throws(APIError) in try desk.poolStatistics(body) }
        post("/v1/pool/import") { body throws(APIError) in try desk.importPool(body) }
        get("/v1/rounds") { body throws(APIError) in try desk.rounds(body) }
        post("/v1/rounds/start") { body throws(APIError) in try desk.startRound(body) }
        post("/v1/rounds/show", isLogged: false) { body throws(APIError) in try desk.showRound(body) }
        post("/v1/rounds/advance") { body throws(APIError) in try desk.advanceRound(body) }
        post("/v1/rounds/approve") { body throws(APIError) in try desk.approveRound(body) }
        post("/v1/rounds/reject") { body throws(APIError) in try desk.rejectRound(body) }
        post("/v1/rounds/cancel") { body throws(APIError) in try desk.cancelRound(body) }
        post("/v1/rounds/retry") { body throws(APIError) in try desk.retryRound(body) }
        post("/v1/labels/next", isLogged: false) { body throws(APIError) in try desk.nextLabel(body) }
        post("/v1/labels/answer") { body throws(APIError) in try desk.answerLabel(body) }
        post("/v1/labels/skip") { body throws(APIError) in try desk.skipLabel(body) }
        post("/v1/labels/note") { body throws(APIError) in try desk.noteLabel(body) }
        post("/v1/labels/undo") { body throws(APIError) in try desk.undoLabel(body) }
        post("/v1/labels/release", isLogged: false) { body throws(APIError) in try desk.releaseLabels(body) }
        post("/v1/labels/import") { body throws(APIError) in try desk.importLabels(body) }
        post("/v1/labels/sheet", isLogged: false) { body throws(APIError) in try desk.sheet(body) }
        post("/v1/reviews/list", isLogged: false) { body throws(APIError) in try desk.openReviews(body) }
        post("/v1/reviews/decide") { body throws(APIError) in try desk.decideReview(body) }
        if let traffic = desk.traffic { router.on("GET", "/v1/drift") { traffic.answer($0, $1) } }
        router.on("POST", "/v1/shutdown") { request, responder in
            tell("/v1/shutdown", request, log)
            responder.respond(.json(["status": "stopping"]))
            shutDown()
        }
        return router
    }

    private static func tell(_ path: String, _ request: HTTPRequest, _ log: EventLog) {
        log.report(.trainerRequest, "\(path), asked by \(request.peerDescription)", request.peer.map { [.peerUID($0.uid)] } ?? [])
    }
}
