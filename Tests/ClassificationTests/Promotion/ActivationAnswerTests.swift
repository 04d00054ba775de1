import Classification
import JSONParsing
import Testing

struct ActivationAnswerTests {
    static let answers: [(status: Int, body: JSONObject?, answer: ActivationAnswer)] = [
        (200, JSONObject([("model", "x"), ("milliseconds", 12)]), .serving(milliseconds: 12)), (200, nil, .serving(milliseconds: 0)),
        (409, JSONObject([("error", ["message": "busy"])]), .unclear("busy")), (429, nil, .unclear("the daemon answered with status 429")),
        (500, nil, .unclear("the daemon answered with status 500")), (503, nil, .unclear("the daemon answered with status 503")),
        (404, JSONObject([("error", ["message": "no such bundle"])]), .refused("no such bundle")),
        (422, JSONObject([("error", 3)]), .refused("the daemon answered with status 422")),
    ]

    @Test("what a daemon answers is a yes, a no, or neither", arguments: answers)
    func told(status: Int, body: JSONObject?, answer: ActivationAnswer) {
        #expect(ActivationAnswer(status: status, body: body) == answer)
    }
}
