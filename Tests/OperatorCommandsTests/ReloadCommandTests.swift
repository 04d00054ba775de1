import JSONParsing
import OperatorCommands
import Testing

struct ReloadCommandTests {
    static let answers: [(JSONValue, [String])] = [
        (["changed": [], "needs_restart": []], ["nothing has changed"]),
        (["changed": ["policy"], "needs_restart": []], ["changed: policy"]),
        (
            ["changed": ["threads", "policy"], "needs_restart": ["threads"]],
            ["changed: threads, policy", "a restart is needed for: threads"]
        ),
        ([:], ["nothing has changed"]),
        (["changed": ["a\u{1B}[2J", 3], "needs_restart": "x"], ["changed: a·[2J"]),
    ]

    @Test("what changed is named, and what waits for a restart", arguments: answers)
    func lines(answer: JSONValue, expected: [String]) throws {
        #expect(ReloadCommand.lines(try #require(answer.object)) == expected)
    }
}
