import HTTPService
import JSONParsing

extension TrainerState {
    /// - Parameter patience: How long it may take to answer.
    static func asked(_ socket: String, _ patience: Duration) -> TrainerState {
        do throws(HTTPClientError) {
            let answer = try UnixHTTPClient(socket, maxBodyBytes: 64 << 20).request("GET", "/v1/status", timeout: patience)
            guard answer.isSuccess else { return .silent(answer.errorMessage ?? "status \(answer.status)") }
            guard let status = (try? answer.json())?.object else { return .silent("its answer is no JSON object") }
            return .running(status)
        } catch { return error.isNobody ? .absent : .silent("\(error)") }
    }
}
