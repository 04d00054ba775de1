import Classification
import HTTPService
import JSONParsing

/// `GET /v2/health/live`, `/v2/health/ready`, `/v2/models/{name}/ready`: the health part of the Open Inference Protocol, which KServe
/// and its gateways ask. Not ready is a 503.
extension GuardService {
    func isLive(_ request: HTTPRequest, _ responder: Responder) {
        responder.respond(.json(["live": true]))
    }

    func isReady(_ request: HTTPRequest, _ responder: Responder) {
        let isReady = host.served != nil
        responder.respond(.json(["ready": .bool(isReady)], status: isReady ? 200 : 503))
    }

    /// - Parameter name: The model in service, or `picket` for whichever that is.
    func isModelReady(_ name: String, _ responder: Responder) {
        let served = host.served?.model.name
        guard name == "picket" || name == served else {
            responder.respond(APIError(status: 404, message: "there is no model '\(name)'", param: "name", code: "model_not_found"))
            return
        }
        responder.respond(.json(["name": .string(name), "ready": .bool(served != nil)], status: served == nil ? 503 : 200))
    }
}
