import ConsolePrograms
import HTTPService
import JSONParsing

/// One daemon's socket, with every failure turned into one clear line and an exit code.
final class DaemonClient {
    private let client: UnixHTTPClient

    init(socket: String) { client = UnixHTTPClient(socket) }

    func get(_ path: String) throws(ProgramFailure) -> JSONObject {
        try answer { () throws(HTTPClientError) in try client.request("GET", path) }
    }

    /// Loading a model and long lists take their time: two minutes.
    func post(_ path: String, _ body: JSONValue) throws(ProgramFailure) -> JSONObject {
        try answer { () throws(HTTPClientError) in try client.request("POST", path, json: body, timeout: .seconds(120)) }
    }

    private func answer(_ request: () throws(HTTPClientError) -> HTTPAnswer) throws(ProgramFailure) -> JSONObject {
        let answer: HTTPAnswer
        do throws(HTTPClientError) { answer = try request() } catch {
            throw ProgramFailure(.tryAgainLater, error.description)
        }
        guard answer.isSuccess else {
            throw ProgramFailure(Self.exit(for: answer.status), answer.errorMessage ?? "the daemon answered with status \(answer.status)")
        }
        do throws(JSONError) {
            if let object = try answer.json().object { return object }
        } catch { throw ProgramFailure(.ourBug, "the daemon's answer is not JSON: \(error)") }
        throw ProgramFailure(.ourBug, "the daemon's answer is not a JSON object")
    }

    static func exit(for status: Int) -> ProgramExit {
        switch status {
        case 404: .inputMissing
        case 409, 429, 503: .tryAgainLater
        case 422: .no
        case 400..<500: .usage
        default: .ourBug
        }
    }
}
