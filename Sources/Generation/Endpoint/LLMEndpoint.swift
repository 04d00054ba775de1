/// Where an OpenAI-compatible service is, and how long and how much is waited for.
package struct LLMEndpoint: Equatable, Sendable {
    /// Of the chat completions, without credentials: safe to print.
    package let url: String
    package let unixSocket: String?
    /// A file of certificates in PEM to trust instead of the system's.
    package let caFile: String?
    /// May hold credentials: never printed.
    let proxy: String?
    package let connectTimeout: Duration
    /// From the start of a request to the last byte of its answer.
    package let totalTimeout: Duration
    package let maxAnswerBytes: Int

    /// - Parameters:
    ///   - baseURL: `http` or `https`, such as `https://api.openai.com/v1`; without a path `/v1` is meant. `unix:/path` names a socket.
    ///   - unixSocket: A socket that is connected to instead of the URL's host.
    ///   - proxy: A URL; nil is none, whatever the environment says.
    package init(
        baseURL: String, unixSocket: String? = nil, proxy: String? = nil, caFile: String? = nil,
        connectTimeout: Duration = .seconds(10), totalTimeout: Duration = .seconds(120), maxAnswerBytes: Int = 4 << 20
    ) throws(GenerationError) {
        var (base, socket) = (baseURL, unixSocket)
        if base.hasPrefix("unix:") {
            guard socket == nil else { throw .badEndpoint(reason: "two Unix sockets are named") }
            socket = String(base.dropFirst(5))
            base = "http://localhost/v1"
        }
        if let socket {
            guard socket.hasPrefix("/"), socket.utf8.count < 108 else {
                throw .badEndpoint(reason: "a Unix socket is an absolute path of at most 107 bytes, not '\(socket)'")
            }
        }
        url = try Self.completionsURL(base)
        if let proxy, !Self.isPlain(proxy) { throw .badEndpoint(reason: "the proxy's URL holds a space or a character outside ASCII") }
        guard connectTimeout > .zero, totalTimeout > .zero, maxAnswerBytes > 0 else {
            throw .badEndpoint(reason: "time-outs and the size of an answer are above zero")
        }
        self.unixSocket = socket
        self.proxy = proxy
        self.caFile = caFile
        self.connectTimeout = connectTimeout
        self.totalTimeout = totalTimeout
        self.maxAnswerBytes = maxAnswerBytes
    }

    private static func completionsURL(_ base: String) throws(GenerationError) -> String {
        guard isPlain(base), base.utf8.count <= 2048 else {
            throw .badEndpoint(reason: "the base URL is empty, too long, or holds a space or a character outside ASCII")
        }
        guard let scheme = ["https://", "http://"].first(where: { base.lowercased().hasPrefix($0) }) else {
            throw .badEndpoint(reason: "the base URL begins with https://, http:// or unix:/")
        }
        var rest = base.dropFirst(scheme.count)
        while rest.last == "/" { rest.removeLast() }
        let authority = rest.prefix { $0 != "/" }
        guard !authority.contains("@") else { throw .badEndpoint(reason: "the base URL holds a user or password; name a key file instead") }
        guard !rest.contains("?"), !rest.contains("#") else { throw .badEndpoint(reason: "the base URL has a query or a fragment") }
        guard let first = authority.first, first != ":" else { throw .badEndpoint(reason: "the base URL names no host") }
        let path = "/chat/completions"
        if rest.hasSuffix(path) { return scheme + rest }
        return scheme + rest + (authority.count == rest.count ? "/v1" : "") + path
    }

    private static func isPlain(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }
}
