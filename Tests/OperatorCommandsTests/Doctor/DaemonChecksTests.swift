import HTTPService
import JSONParsing
import OperatorCommands
import Testing

struct DaemonChecksTests {
    private static func finding(_ status: Int, _ body: JSONValue, isSystem: Bool = true) -> Finding {
        let answer = HTTPAnswer(status: status, headers: HTTPHeaderFields(), body: JSONWriter.compact(body))
        return DaemonCheck(.answer(answer, milliseconds: 7), isSystem: isSystem).finding
    }

    private static func verdict(_ label: String, _ action: String) -> JSONValue {
        ["model": "bundle-1", "results": [["label": .string(label), "confidence": 0.9, "action": .string(action)]]]
    }

    private static func error(_ code: String) -> JSONValue { ["error": ["message": "so it is", "code": .string(code)]] }

    @Test("a harmless sentence that is called so is in order")
    func harmless() {
        let finding = Self.finding(200, Self.verdict("not-harmful", "allow"))
        #expect(finding.level == .ok && finding.found == "bundle-1 called a harmless sentence not-harmful within 7 ms")
    }

    @Test("a model that acts upon a harmless sentence is a warning", arguments: ["warn", "block"])
    func harsh(action: String) {
        let finding = Self.finding(200, Self.verdict("self-harm", action))
        #expect(finding.level == .warning && finding.found.contains("self-harm") && finding.remedy?.contains("rollback") == true)
    }

    @Test(
        "an answer without a verdict fails",
        arguments: [["results": []], ["results": "x"], [:], ["results": [["label": 3]]], [1]] as [JSONValue])
    func malformed(body: JSONValue) {
        #expect(Self.finding(200, body).level == .failing)
    }

    @Test("no model, a swap, overload and anything else are told apart")
    func refusals() {
        let noModel = Self.finding(503, Self.error("no_model"))
        #expect(noModel.level == .failing && noModel.remedy?.contains("picketctl bundles promote") == true)
        let swapping = Self.finding(429, Self.error("swapping"))
        #expect(swapping.level == .warning && swapping.found.contains("being loaded"))
        let busy = Self.finding(429, Self.error("queue_full"))
        #expect(busy.level == .warning && busy.found.contains("so it is"))
        let broken = Self.finding(500, Self.error("internal"))
        #expect(broken.level == .failing && broken.found == "status 500: so it is" && broken.remedy?.contains("journalctl") == true)
        #expect(Self.finding(500, [1], isSystem: false).remedy?.contains("standard error") == true)
    }

    @Test("nobody there fails, and no permission is skipped")
    func unreachable() {
        func finding(_ error: HTTPClientError) -> Finding { DaemonCheck(.failed(error), isSystem: true).finding }
        #expect(finding(.permissionDenied(path: "p", group: "picket")).level == .skipped)
        #expect(finding(.noSuchSocket(path: "p")).remedy?.contains("enable --now picketd.socket") == true)
        let silent = finding(.timedOut(path: "p", after: .seconds(10)))
        #expect(silent.level == .failing && silent.remedy?.contains("journalctl") == true)
    }
}
