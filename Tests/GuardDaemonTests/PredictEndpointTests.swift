import GuardDaemon
import HTTPService
import JSONParsing
import Testing

struct PredictEndpointTests {
    static let labels = ["a", "b", "c"]

    static func query(_ body: String) throws -> PredictQuery {
        try PredictQuery(try #require(try JSONParser.parse(Array(body.utf8)).object), limit: 3)
    }

    static func text(_ body: String, _ scores: [[Float]]) throws -> String {
        let verdicts = scores.map { RunningGuard.verdict($0, labels: labels) }
        return JSONWriter.compactText(try query(body).answer(labels: labels, verdicts: verdicts))
    }

    @Test("one text has a flat list, the highest score first, and equal scores in the order of the labels")
    func single() throws {
        #expect(
            try Self.text(#"{"inputs":"x"}"#, [[0.25, 0.5, 0.25]])
                == #"[{"label":"b","score":0.5},{"label":"a","score":0.25},{"label":"c","score":0.25}]"#)
    }

    static let nested = [
        #"{"inputs":["x"]}"#, #"{"inputs":[["x"]]}"#, #"{"inputs":"x","parameters":{}}"#,
        #"{"inputs":"x","parameters":{"function_to_apply":"softmax","top_k":null}}"#,
    ]

    @Test("a batch, and whatever huggingface_hub sends, has a list of lists", arguments: nested)
    func batch(body: String) throws {
        #expect(
            try Self.text(body, [[0, 1, 0]]) == #"[[{"label":"b","score":1.0},{"label":"a","score":0.0},{"label":"c","score":0.0}]]"#)
    }

    @Test("every text of a batch has its own list, cut to what top_k says")
    func several() throws {
        let body = #"{"inputs":["x",["y"]],"raw_scores":false,"truncate":true,"truncation_direction":"Right","parameters":{"top_k":1}}"#
        #expect(try Self.query(body).texts == ["x", "y"])
        #expect(try Self.text(body, [[1, 0, 0], [0, 0, 1]]) == #"[[{"label":"a","score":1.0}],[{"label":"c","score":1.0}]]"#)
    }

    static let refused: [(body: String, status: Int, type: String, message: String)] = [
        ("{}", 422, "validation", "'inputs' is missing; it is a string or a list of them"),
        (#"{"inputs":null}"#, 422, "validation", "'inputs' must be a string or a list of them, found null"),
        (#"{"inputs":7}"#, 422, "validation", "'inputs' must be a string or a list of them, found a number"),
        (#"{"inputs":[]}"#, 400, "empty", "'inputs' is an empty list"),
        (#"{"inputs":""}"#, 400, "empty", "'inputs' is empty: there is nothing to classify"),
        (#"{"inputs":["x"," \n"]}"#, 400, "empty", "'inputs[1]' is empty: there is nothing to classify"),
        (#"{"inputs":[[]]}"#, 422, "validation", "'inputs[0]' has 0 texts; pairs are not classified here"),
        (#"{"inputs":[["x","y"]]}"#, 422, "validation", "'inputs[0]' has 2 texts; pairs are not classified here"),
        (#"{"inputs":[["x"],[3]]}"#, 422, "validation", "'inputs[1]' must be a string or a list with one string, found a number"),
        (#"{"inputs":[[["x"]]]}"#, 422, "validation", "'inputs[0]' must be a string or a list with one string, found an array"),
        (#"{"inputs":["x","x","x","x"]}"#, 413, "validation", "'inputs' has 4 texts, at most 3 are allowed"),
        (
            #"{"inputs":"x","raw_scores":true}"#, 422, "validation",
            "'raw_scores' cannot be had: the scores here are calibrated, and there are no raw ones"
        ),
        (#"{"inputs":"x","truncate":1}"#, 422, "validation", "'truncate' must be true or false, found a number"),
        (
            #"{"inputs":"x","truncation_direction":"Left"}"#, 422, "validation",
            "'truncation_direction' cannot be had: only the end of a text is ever cut: 'Right'"
        ),
        (#"{"inputs":"x","parameters":[]}"#, 422, "validation", "'parameters' must be an object, found an array"),
        (
            #"{"inputs":"x","parameters":{"top_k":0}}"#, 422, "validation",
            "'parameters.top_k' must be a whole number of at least 1"
        ),
        (
            #"{"inputs":"x","parameters":{"k":1}}"#, 422, "validation",
            "unknown field 'parameters.k'; known are 'top_k', 'function_to_apply'"
        ),
        (
            #"{"inputs":"x","input":"y"}"#, 422, "validation",
            "unknown field 'input'; known are 'inputs', 'raw_scores', 'truncate', 'truncation_direction', 'parameters'"
        ),
    ]

    @Test("what cannot be answered is refused by name, in the protocol's shape and with its statuses", arguments: refused)
    func refuses(body: String, status: Int, type: String, message: String) throws {
        do throws(APIError) {
            let object = try HTTPRequest(method: "POST", path: "/predict", body: Array(body.utf8)).decodeJSONBody()
            _ = try PredictQuery(object, limit: 3)
            Issue.record("\(body) was taken")
        } catch {
            let response = PredictQuery.response(error)
            #expect(response.status == status)
            #expect(try JSONParser.parse(response.body) == ["error": .string(message), "error_type": .string(type)])
        }
    }

    @Test("a text that was cut is refused to a client that does not want that, and to no other")
    func cut() throws {
        let cut = RunningGuard.verdict([1, 0, 0], labels: Self.labels, tokens: 99, truncated: true)
        for body in [#"{"inputs":"x"}"#, #"{"inputs":"x","truncate":true}"#, #"{"inputs":"x","truncate":null}"#] {
            _ = try Self.query(body).answer(labels: Self.labels, verdicts: [cut])
        }
        let query = try Self.query(#"{"inputs":["x","y"],"truncate":false}"#)
        let other = RunningGuard.verdict([1, 0, 0], labels: Self.labels)
        do throws(APIError) {
            _ = try query.answer(
                labels: Self.labels, verdicts: [other, cut])
            Issue.record("a text that was cut was answered")
        } catch {
            #expect(error.message == "'inputs[1]' has 99 tokens, which is too long to be read whole")
            #expect(PredictQuery.response(error).status == 413)
        }
    }

    @Test("the scores are those of /v1/classify, and the order is theirs")
    func sameScores() async throws {
        let answers = try await RunningGuard().answers([
            ("/v1/classify", #"{"input":"calm alarm"}"#), ("/predict", #"{"inputs":"calm alarm"}"#),
        ])
        let scores = try #require(answers[0].json.object?["results"]?.array?.first?.object?["scores"]?.object)
        let rows = try #require(answers[1].json.array)
        #expect(rows.count == RunningGuard.labels.count)
        for row in rows { #expect(row.object?["score"] == scores[row.object?["label"]?.string ?? ""]) }
        let order = rows.compactMap { $0.object?["score"]?.double }
        #expect(order == order.sorted(by: >))
    }

    @Test("a long text, no model and bad JSON are errors in the protocol's shape")
    func failures() async throws {
        let long = try await RunningGuard(adjust: { $0.maxInputTokens = 8 })
            .answer("/predict", #"{"inputs":["calm","calm calm calm calm calm calm calm calm calm"],"truncate":true}"#)
        #expect(long.status == 413)
        #expect(long.text == #"{"error":"'inputs[1]' has 11 tokens, at most 8 are allowed","error_type":"validation"}"#)
        let absent = try await RunningGuard.withoutModel("/predict", #"{"inputs":"x"}"#)
        #expect(absent.status == 503 && absent.text == #"{"error":"no model is loaded","error_type":"unhealthy"}"#)
        let broken = try await RunningGuard.withoutModel("/predict", #"{"inputs":"#)
        #expect(broken.status == 400 && broken.json.object?["error_type"] == "validation")
        let busy = PredictQuery.response(APIError(status: 429, message: "the queue is full", code: "queue_full", retryAfterSeconds: 3))
        #expect(busy.status == 429 && busy.headers["Retry-After"] == "3")
    }
}
