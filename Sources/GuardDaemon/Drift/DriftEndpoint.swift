import HTTPService
import JSONParsing

extension AdminService {
    /// `GET /v1/drift`: the hours of the last seven days in numbers, and what became of captured messages.
    func drift(_ request: HTTPRequest, _ responder: Responder) {
        responder.respond(.json(service.watch?.json ?? ["version": 1, "hours": [], "capture": ["enabled": false]]))
    }
}
