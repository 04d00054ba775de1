import HTTPService
import Testing

/// What is refused although the parser below it might let it pass: the parser may become more lenient, this may not.
struct RequestHeadTests {
    private func head(_ fields: [(String, String)], target: String = "/", method: String = "POST", minorVersion: Int = 1) throws
        -> RequestHead
    {
        var limits = ConnectionLimits()
        limits.maxBodyBytes = 100
        limits.maxTargetBytes = 10
        return try RequestHead(
            method: method, target: target, minorVersion: minorVersion, wantsKeepAlive: true, headers: HTTPHeaderFields(fields),
            limits: limits)
    }

    static let refused: [(fields: [(String, String)], minorVersion: Int, status: Int)] = [
        ([], 1, 400),
        ([("Host", "x"), ("host", "x")], 1, 400),
        ([("Host", "x"), ("Content-Length", "1"), ("content-length", "1")], 1, 400),
        ([("Host", "x"), ("Content-Length", "1"), ("Transfer-Encoding", "chunked")], 1, 400),
        ([("Transfer-Encoding", "chunked")], 0, 400),
        ([("Host", "x"), ("Transfer-Encoding", "chunked, chunked")], 1, 501),
        ([("Host", "x"), ("Transfer-Encoding", "chunked"), ("Transfer-Encoding", "chunked")], 1, 501),
        ([("Host", "x"), ("Transfer-Encoding", "")], 1, 501),
        ([("Host", "x"), ("Content-Length", "")], 1, 400),
        ([("Host", "x"), ("Content-Length", "-1")], 1, 400),
        ([("Host", "x"), ("Content-Length", "+1")], 1, 400),
        ([("Host", "x"), ("Content-Length", "1,1")], 1, 400),
        ([("Host", "x"), ("Content-Length", "١")], 1, 400),
        ([("Host", "x"), ("Content-Length", "101")], 1, 413),
        ([("Host", "x"), ("Content-Length", "99999999999999999999999")], 1, 413),
        ([("Host", "x"), ("Expect", "200-ok")], 1, 417),
    ]

    @Test("framing that two readers could read differently is refused", arguments: refused)
    func refuses(fields: [(String, String)], minorVersion: Int, status: Int) throws {
        let error = try #require(throws: APIError.self) { try head(fields, minorVersion: minorVersion) }
        #expect(error.status == status)
    }

    @Test("a target has a bound and holds visible ASCII only; its query is cut off")
    func targets() throws {
        let host = [("Host", "x")]
        #expect(try #require(throws: APIError.self) { try head(host, target: "/234567890a") }.status == 414)
        for target in ["/ä", "/a b", "/\u{0}", "/\u{7F}"] {
            #expect(try #require(throws: APIError.self) { try head(host, target: target) }.status == 400)
        }
        #expect(try head(host, target: "/a?b?c=1").path == "/a")
        #expect(try head(host, target: "?b").path == "")
    }

    @Test("what is acceptable is understood")
    func accepts() throws {
        #expect(try head([("Host", "x"), ("Content-Length", "100")]).keepsAlive)
        #expect(try head([("Host", "x"), ("Transfer-Encoding", "Chunked"), ("Expect", "100-Continue")]).expectsContinue)
        #expect(try head([("Expect", "100-continue")], minorVersion: 0).expectsContinue == false)
        #expect(try head([("Host", "x"), ("Upgrade", "h2c")]).keepsAlive == false)
        #expect(try head([("Host", "x")], method: "CONNECT").keepsAlive == false)
    }
}
