import CCurl

/// What libcurl's callbacks gather of one answer, within bounds.
final class AnswerCollector {
    /// Of all header lines together.
    static let maxHeaderBytes = 64 << 10

    let maxBodyBytes: Int
    private(set) var body: [UInt8] = []
    private(set) var isOverfull = false
    private(set) var retryAfter: String?
    private(set) var requestID: String?
    private var headerBytes = 0
    /// False when there was no connection to send the request on.
    private(set) var hasBeenSent = false

    init(maxBodyBytes: Int) { self.maxBodyBytes = maxBodyBytes }

    /// libcurl sends a request again by itself when a kept connection turns out to be dead. The endpoint may have worked on the first one,
    /// and nobody would have counted the second: only the first goes out.
    func maySend() -> Bool {
        defer { hasBeenSent = true }
        return !hasBeenSent
    }

    /// - Returns: False when the exchange is to end.
    func receive(body piece: UnsafeRawBufferPointer) -> Bool {
        guard piece.count <= maxBodyBytes - body.count else {
            isOverfull = true
            return false
        }
        body.append(contentsOf: piece)
        return true
    }

    func receive(header piece: UnsafeRawBufferPointer) -> Bool {
        headerBytes += piece.count
        guard headerBytes <= Self.maxHeaderBytes else {
            isOverfull = true
            return false
        }
        let line = String(decoding: piece, as: UTF8.self)
        // Another status line: what stood in the headers of an interim answer is not of this one.
        if line.hasPrefix("HTTP/") { (retryAfter, requestID) = (nil, nil) }
        guard let colon = line.firstIndex(of: ":") else { return true }
        let value = printable(line[line.index(after: colon)...])
        switch line[..<colon].lowercased() {
        case "retry-after": retryAfter = value
        case "x-request-id": requestID = value.isEmpty ? nil : value
        default: break
        }
        return true
    }
}

/// Printable ASCII of a header's value, without spaces around it. Not shortened: half of an echoed key could not be told from other text.
private func printable(_ value: Substring) -> String {
    let kept = value.utf8.filter { (0x20...0x7E).contains($0) }
    let trimmed = kept.drop { $0 == 0x20 }.reversed().drop { $0 == 0x20 }.reversed()
    return String(decoding: trimmed, as: UTF8.self)
}

let receiveBody: curl_write_callback = { piece, size, count, target in
    receive(piece, size, count, target) { $0.receive(body: $1) }
}

let holdBackSecondSending: curl_prereq_callback = { target, _, _, _, _ in
    guard let target else { return CURL_PREREQFUNC_ABORT }
    let collector = Unmanaged<AnswerCollector>.fromOpaque(target).takeUnretainedValue()
    return collector.maySend() ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
}

let receiveHeader: curl_write_callback = { piece, size, count, target in
    receive(piece, size, count, target) { $0.receive(header: $1) }
}

/// - Returns: The bytes taken; another number than was given ends the exchange.
private func receive(
    _ piece: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ target: UnsafeMutableRawPointer?,
    _ take: (AnswerCollector, UnsafeRawBufferPointer) -> Bool
) -> Int {
    let (bytes, overflow) = size.multipliedReportingOverflow(by: count)
    guard !overflow, bytes > 0, let piece, let target else { return 0 }
    let collector = Unmanaged<AnswerCollector>.fromOpaque(target).takeUnretainedValue()
    return take(collector, UnsafeRawBufferPointer(start: piece, count: bytes)) ? bytes : 0
}
