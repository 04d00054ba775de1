import ConsolePrograms
import HTTPService
import JSONParsing

/// One service's socket, with every failure turned into one clear line and an exit code.
final class DaemonClient {
    private let client: UnixHTTPClient
    /// As errors call the service.
    private let name: String

    init(socket: String, name: String = "the daemon") {
        client = UnixHTTPClient(socket)
        self.name = name
    }

    func get(_ path: String) throws(ProgramFailure) -> JSONObject {
        try answer { () throws(HTTPClientError) in try client.request("GET", path) }
    }

    /// - Parameter timeout: Loading a model and long lists take their time.
    func post(_ path: String, _ body: JSONValue, timeout: Duration = .seconds(120)) throws(ProgramFailure) -> JSONObject {
        try post(path, bytes: JSONWriter.compact(body), timeout: timeout)
    }

    /// - Parameter bytes: JSON.
    func post(_ path: String, bytes: [UInt8], timeout: Duration) throws(ProgramFailure) -> JSONObject {
        try answer { () throws(HTTPClientError) in
            try client.request("POST", path, headers: [("Content-Type", "application/json")], body: bytes, timeout: timeout)
        }
    }

    private func answer(_ request: () throws(HTTPClientError) -> HTTPAnswer) throws(ProgramFailure) -> JSONObject {
        let answer: HTTPAnswer
        do throws(HTTPClientError) { answer = try request() } catch {
            throw ProgramFailure(.tryAgainLater, error.description)
        }
        guard answer.isSuccess else {
            // It may quote anything: names, lines of files, what another service said.
            let message = answer.errorMessage.map { displayText($0, columns: 2_000) }
            throw ProgramFailure(Self.exit(for: answer.status), message ?? "\(name) answered with status \(answer.status)")
        }
        let limits = JSONParser.Limits(values: 16 << 20)
        do throws(JSONError) {
            if let object = try JSONParser.parse(answer.body, limits: limits).object { return object }
        } catch { throw ProgramFailure(.ourBug, "the answer of \(name) is not JSON: \(error)") }
        throw ProgramFailure(.ourBug, "the answer of \(name) is not a JSON object")
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
