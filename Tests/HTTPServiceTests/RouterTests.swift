import HTTPService
import JSONParsing
import Synchronization
import Testing

struct RouterTests {
    /// What the sample routes answer to a request.
    private func answer(_ method: String, _ path: String, contentType: String? = nil, body: String = "") throws -> HTTPResponse {
        let answers = Mutex<[HTTPResponse]>([])
        let fields = contentType.map { [("content-TYPE", $0)] } ?? []
        let request = HTTPRequest(method: method, path: path, headers: HTTPHeaderFields(fields), body: Array(body.utf8))
        Router.sample.dispatch(request, Responder { response in answers.withLock { $0.append(response) } })
        return try answers.withLock { answers in
            try #require(answers.count == 1)
            return answers[0]
        }
    }

    @Test(
        "an unknown path is 404, a path that differs by a slash or by case included",
        arguments: ["/", "/health/", "/Health", "//health", "/health/../health"])
    func unknownPath(path: String) throws {
        let answer = try answer("GET", path)
        #expect(answer.status == 404)
        #expect(answer == APIError(status: 404, message: "there is no '\(path)' here", code: "unknown_path").response())
    }

    @Test("a wrong method is 405 and says what is allowed")
    func wrongMethod() throws {
        let post = try answer("POST", "/health")
        #expect(post.status == 405)
        #expect(post.headers["Allow"] == "GET, HEAD")
        let get = try answer("GET", "/json")
        #expect(get.status == 405)
        #expect(get.headers["Allow"] == "POST")
        #expect(try answer("HEAD", "/health").status == 200)
    }

    static let contentTypes: [(String?, Int)] = [
        (nil, 200), ("application/json", 200), ("Application/JSON; charset=UTF-8", 200), ("application/json;charset=\"utf-8\"", 200),
        ("application/json; profile=x", 200), ("application/json; charset=latin1", 415), ("text/plain", 415), ("", 415),
        ("application/x-www-form-urlencoded", 415), ("application/jsonx", 415), ("application/json, text/plain", 415),
    ]

    @Test("a JSON route takes JSON in UTF-8, or a body of no declared type", arguments: contentTypes)
    func contentType(contentType: String?, status: Int) throws {
        #expect(try answer("POST", "/json", contentType: contentType, body: "{}").status == status)
        #expect(try answer("POST", "/echo", contentType: contentType, body: "{}").status == 200)
    }

    @Test("what curl -d declares gets the remedy with the refusal")
    func curl() throws {
        let text = String(decoding: try answer("POST", "/json", contentType: "application/x-www-form-urlencoded").body, as: UTF8.self)
        #expect(text.contains("add -H 'Content-Type: application/json'"))
    }

    @Test("an error that a handler throws is its answer")
    func thrown() throws {
        #expect(try answer("POST", "/json", body: "[]").status == 400)
    }

    static let families: [(String, String, Int)] = [
        ("GET", "/models/a/ready", 200), ("HEAD", "/models/a/ready", 200), ("GET", "/models/%2F/ready", 200),
        ("POST", "/models/a/ready", 405),
        ("GET", "/models//ready", 404), ("GET", "/models/ready", 404), ("GET", "/models/a/b/ready", 404), ("GET", "/models/a/ready/", 404),
        ("GET", "/models/exact/ready", 204),
    ]

    @Test("a path with a free segment takes any one segment as it came, and an exact path goes before", arguments: families)
    func freeSegment(method: String, path: String, status: Int) {
        let answers = Mutex<[HTTPResponse]>([])
        var router = Router.sample
        router.get(under: "/models/", endingIn: "/ready") { name, responder in responder.respond(.text(name)) }
        router.get("/models/exact/ready") { _ throws(APIError) in HTTPResponse(status: 204) }
        router.dispatch(HTTPRequest(method: method, path: path), Responder { response in answers.withLock { $0.append(response) } })
        let found = answers.withLock { $0 }
        #expect(found.map(\.status) == [status])
        if status == 200 { #expect(found.first?.body == Array(path.split(separator: "/")[1].utf8)) }
        #expect(router.paths.contains("/models/{}/ready"))
    }
}
