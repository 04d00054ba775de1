import CCurl

/// One easy handle with its options set and its connection kept.
///
/// `@unchecked Sendable` because only who took it out of `CurlTransport`'s stock touches it: one thread at a time.
final class CurlHandle: @unchecked Sendable {
    private let handle: UnsafeMutableRawPointer
    private let headers: UnsafeMutablePointer<curl_slist>
    private let reason = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
    private let maxAnswerBytes: Int

    init(_ endpoint: LLMEndpoint, key: SecretKey?) throws(GenerationError) {
        var lines = ["Content-Type: application/json", "Accept: application/json", "Expect:"]
        if let key { lines.append("Authorization: Bearer " + key.value) }
        guard let handle = curl_easy_init(), let headers = Self.list(lines) else {
            throw .badEndpoint(reason: "libcurl gives no handle")
        }
        self.handle = handle
        self.headers = headers
        maxAnswerBytes = endpoint.maxAnswerBytes
        reason.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        // A failure to set an option shows itself here, never by a request without it: a CA file that is ignored would be a hole.
        for (name, code) in Self.configure(handle, endpoint, headers: headers, reason: reason) where code != CURLE_OK {
            throw .badEndpoint(reason: "libcurl does not take \(name): \(String(cString: curl_easy_strerror(code)))")
        }
    }

    deinit {
        curl_easy_cleanup(handle)
        curl_slist_free_all(headers)
        reason.deallocate()
    }

    private static func list(_ lines: [String]) -> UnsafeMutablePointer<curl_slist>? {
        var list: UnsafeMutablePointer<curl_slist>?
        for line in lines {
            guard let longer = curl_slist_append(list, line) else {
                curl_slist_free_all(list)
                return nil
            }
            list = longer
        }
        return list
    }

    private static func configure(
        _ handle: UnsafeMutableRawPointer, _ endpoint: LLMEndpoint, headers: UnsafeMutablePointer<curl_slist>,
        reason: UnsafeMutablePointer<CChar>
    ) -> [(String, CURLcode)] {
        func milliseconds(_ duration: Duration) -> Int { max(1, Int(clamping: Int64(duration / .milliseconds(1)))) }
        var codes = [
            ("the URL", picket_curl_set_string(handle, CURLOPT_URL, endpoint.url)),
            ("its protocols", picket_curl_set_string(handle, CURLOPT_PROTOCOLS_STR, "http,https")),
            ("the headers", picket_curl_set_pointer(handle, CURLOPT_HTTPHEADER, headers)),
            ("the method", picket_curl_set_long(handle, CURLOPT_POST, 1)),
            ("no signals", picket_curl_set_long(handle, CURLOPT_NOSIGNAL, 1)),
            ("no redirects", picket_curl_set_long(handle, CURLOPT_FOLLOWLOCATION, 0)),
            ("the check of certificates", picket_curl_set_long(handle, CURLOPT_SSL_VERIFYPEER, 1)),
            ("the check of host names", picket_curl_set_long(handle, CURLOPT_SSL_VERIFYHOST, 2)),
            ("TLS 1.2", picket_curl_set_long(handle, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)),
            ("the connect time-out", picket_curl_set_long(handle, CURLOPT_CONNECTTIMEOUT_MS, milliseconds(endpoint.connectTimeout))),
            ("the time-out", picket_curl_set_long(handle, CURLOPT_TIMEOUT_MS, milliseconds(endpoint.totalTimeout))),
            // An empty name is no proxy, and keeps libcurl from reading the environment.
            ("the proxy", picket_curl_set_string(handle, CURLOPT_PROXY, endpoint.proxy ?? "")),
            ("no exceptions from the proxy", picket_curl_set_string(handle, CURLOPT_NOPROXY, "")),
            ("separate headers", picket_curl_set_long(handle, CURLOPT_HEADEROPT, Int(CURLHEADER_SEPARATE))),
            ("the error buffer", picket_curl_set_pointer(handle, CURLOPT_ERRORBUFFER, reason)),
            ("the body's receiver", picket_curl_set_callback(handle, CURLOPT_WRITEFUNCTION, receiveBody)),
            ("the headers' receiver", picket_curl_set_callback(handle, CURLOPT_HEADERFUNCTION, receiveHeader)),
            ("the guard before sending", picket_curl_set_before_sending(handle, holdBackSecondSending)),
        ]
        if let path = endpoint.unixSocket { codes.append(("the socket", picket_curl_set_string(handle, CURLOPT_UNIX_SOCKET_PATH, path))) }
        if let path = endpoint.caFile { codes.append(("the CA file", picket_curl_set_string(handle, CURLOPT_CAINFO, path))) }
        return codes
    }

    func post(_ body: [UInt8]) throws(TransportFailure) -> TransportAnswer {
        let collector = AnswerCollector(maxBodyBytes: maxAnswerBytes)
        reason.pointee = 0
        let code = withExtendedLifetime(collector) {
            let target = Unmanaged.passUnretained(collector).toOpaque()
            picket_curl_set_pointer(handle, CURLOPT_WRITEDATA, target)
            picket_curl_set_pointer(handle, CURLOPT_HEADERDATA, target)
            picket_curl_set_pointer(handle, CURLOPT_PREREQDATA, target)
            return body.withUnsafeBytes { bytes in
                picket_curl_set_large(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(bytes.count))
                picket_curl_set_pointer(handle, CURLOPT_POSTFIELDS, bytes.baseAddress)
                defer { picket_curl_set_pointer(handle, CURLOPT_POSTFIELDS, nil) }
                return curl_easy_perform(handle)
            }
        }
        guard code == CURLE_OK else { throw failure(code, collector) }
        return TransportAnswer(
            status: picket_curl_response_code(handle), body: collector.body, retryAfter: collector.retryAfter,
            requestID: collector.requestID)
    }

    private func failure(_ code: CURLcode, _ collector: AnswerCollector) -> TransportFailure {
        let detail = reason.pointee == 0 ? String(cString: curl_easy_strerror(code)) : String(cString: reason)
        switch code {
        case CURLE_WRITE_ERROR where collector.isOverfull: return .tooLarge(limitBytes: maxAnswerBytes)
        // Nobody else ends an exchange by a callback.
        case CURLE_ABORTED_BY_CALLBACK: return .dropped(reason: "the kept connection was dropped")
        // Before there was a connection to send it on, nothing was sent that could have to be paid.
        case CURLE_OPERATION_TIMEDOUT: return collector.hasBeenSent ? .timedOut : .unreachable(reason: detail)
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT, CURLE_PROXY:
            return .unreachable(reason: detail)
        case CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_PARTIAL_FILE:
            return collector.hasBeenSent ? .dropped(reason: detail) : .unreachable(reason: detail)
        case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE,
            CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CRL_BADFILE, CURLE_SSL_ENGINE_NOTFOUND:
            return .tls(reason: detail)
        default: return .broken(reason: detail)
        }
    }
}
