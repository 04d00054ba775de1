package import Classification
import HTTPService
package import JSONParsing

/// `GET /v1/drift` of the daemon: the hours that it keeps, oldest first.
package struct DaemonTraffic: Sendable {
    private let ask: @Sendable () throws(DriftFault) -> JSONValue

    package init(_ ask: @escaping @Sendable () throws(DriftFault) -> JSONValue) { self.ask = ask }

    /// Asks over the admin socket.
    package static func socket(_ path: String) -> DaemonTraffic {
        DaemonTraffic { () throws(DriftFault) in
            let answer: HTTPAnswer
            do throws(HTTPClientError) {
                answer = try UnixHTTPClient(path, maxBodyBytes: 64 << 20).request("GET", "/v1/drift", timeout: .seconds(10))
            } catch { throw .noDaemon(reason: error.description) }
            guard answer.isSuccess else { throw .badAnswer(reason: answer.errorMessage ?? "status \(answer.status)") }
            do throws(JSONError) { return try answer.json() } catch { throw .badAnswer(reason: error.description) }
        }
    }

    /// - Parameter hour: The present one; hours after it are left out.
    package func hours(now hour: Int) throws(DriftFault) -> [HourSummary] {
        let value = try ask()
        guard value.object?["hours"]?.array != nil else { throw .badAnswer(reason: "it has no hours") }
        return TrafficHistory(json: value, now: hour).hours
    }
}
