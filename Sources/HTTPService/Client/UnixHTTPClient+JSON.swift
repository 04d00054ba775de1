package import JSONParsing

extension UnixHTTPClient {
    /// Sends a JSON body.
    package func request(
        _ method: String, _ target: String, headers: [(String, String)] = [], json: JSONValue, timeout: Duration = .seconds(30)
    ) throws(HTTPClientError) -> HTTPAnswer {
        try request(
            method, target, headers: headers + [("Content-Type", "application/json")], body: JSONWriter.compact(json), timeout: timeout)
    }
}
