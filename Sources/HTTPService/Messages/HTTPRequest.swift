/// One complete request, its body included.
package struct HTTPRequest: Equatable, Sendable {
    /// In capitals, as it came: `GET`, `POST`.
    package let method: String
    /// The target without its query, not percent-decoded.
    package let path: String
    package let headers: HTTPHeaderFields
    package let body: [UInt8]
    /// Who is on the other end, where the socket is a Unix socket.
    package let peer: PeerCredentials?

    package init(
        method: String, path: String, headers: HTTPHeaderFields = HTTPHeaderFields(), body: [UInt8] = [], peer: PeerCredentials? = nil
    ) {
        self.method = method
        self.path = path
        self.headers = headers
        self.body = body
        self.peer = peer
    }
}

extension HTTPRequest {
    /// Who asks, for the log.
    package var peerDescription: String {
        guard let peer else { return "an unknown peer" }
        return "user \(peer.uid), process \(peer.pid)"
    }
}

/// Header fields in the order they came; names are compared without regard to ASCII case.
package struct HTTPHeaderFields: Equatable, Sendable {
    package private(set) var fields: [(name: String, value: String)]

    package init(_ fields: [(String, String)] = []) {
        self.fields = fields.map { (name: $0.0, value: $0.1) }
    }

    /// The value of the first field called `name`.
    package subscript(name: String) -> String? {
        fields.first { isSameFieldName($0.name, name) }?.value
    }

    /// The values of every field called `name`, in order.
    package func values(of name: String) -> [String] {
        fields.filter { isSameFieldName($0.name, name) }.map(\.value)
    }

    package static func == (left: HTTPHeaderFields, right: HTTPHeaderFields) -> Bool {
        left.fields.elementsEqual(right.fields) { $0.name == $1.name && $0.value == $1.value }
    }
}

/// True when two field names, or two tokens of a value, differ at most in ASCII case.
func isSameFieldName(_ left: String, _ right: String) -> Bool {
    left.utf8.count == right.utf8.count && left.utf8.elementsEqual(right.utf8) { lowercased($0) == lowercased($1) }
}

private func lowercased(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
}
