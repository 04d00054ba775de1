import CCurl
import Synchronization

/// libcurl's easy interface over a stock of handles. Each handle keeps its connection open between requests, and whoever posts takes one
/// out of the stock and puts it back: as many connections as threads, used again and again.
///
/// What is off: redirects, proxies of the environment, other protocols than HTTP, compression (a bomb), signals. What is always on: the
/// verification of certificates and host names, and bounds on time, on the body and on the headers.
package final class CurlTransport: ChatTransport {
    private let endpoint: LLMEndpoint
    private let key: SecretKey?
    private let idle = Mutex<[CurlHandle]>([])

    /// Once a process, before any handle, as libcurl asks.
    private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    /// - Parameter key: Sent as a bearer token and nowhere else.
    package init(_ endpoint: LLMEndpoint, key: SecretKey?) throws(GenerationError) {
        guard Self.isReady else { throw .badEndpoint(reason: "libcurl cannot be initialized") }
        self.endpoint = endpoint
        self.key = key
        let first = try CurlHandle(endpoint, key: key)
        idle.withLock { $0.append(first) }
    }

    package func post(_ body: [UInt8]) throws(TransportFailure) -> TransportAnswer {
        let handle: CurlHandle
        if let free = idle.withLock({ $0.popLast() }) {
            handle = free
        } else {
            do throws(GenerationError) { handle = try CurlHandle(endpoint, key: key) } catch { throw .broken(reason: "\(error)") }
        }
        defer { idle.withLock { $0.append(handle) } }
        let answer = try handle.post(body)
        return TransportAnswer(
            status: answer.status, body: key?.redacted(answer.body) ?? answer.body, retryAfter: answer.retryAfter.map(shown),
            requestID: answer.requestID.map(shown))
    }

    /// The beginning of a header's value, without the key. In this order: a key that is cut in two is none any more.
    private func shown(_ value: String) -> String {
        String((key.map { String(decoding: $0.redacted(Array(value.utf8)), as: UTF8.self) } ?? value).prefix(200))
    }
}
