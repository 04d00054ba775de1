import JSONParsing
import OperatorCommands
import Testing

struct RoundStatusTests {
    private static func status(_ members: [(String, JSONValue)]) throws -> RoundStatus {
        RoundStatus(try RoundDocument(JSONObject([("id", "round-7")] + members)))
    }

    @Test("a round that waits for labels says how many")
    func labels() throws {
        let status = try Self.status([("state", "awaiting-labels"), ("labels", ["asked": 20, "settled": 7, "skipped": 1])])
        #expect(status.waitsForLabels == 12)
        #expect(status.line == "round-7, awaiting-labels: 12 labels to go")
        #expect(status.json.object?["waits_for_labels"]?.int == 12)
    }

    @Test("one label is one label, and more settled than asked is none to go")
    func few() throws {
        #expect(try Self.status([("state", "awaiting-labels"), ("labels", ["asked": 1])]).line.hasSuffix("1 label to go"))
        #expect(try Self.status([("state", "awaiting-labels"), ("labels", ["asked": 1, "settled": 9])]).waitsForLabels == 0)
    }

    @Test("figures at the ends of what a number holds do not trap")
    func hostile() throws {
        let status = try Self.status([
            ("state", "awaiting-labels"), ("labels", ["asked": .int(.min), "settled": .int(.max), "skipped": .int(.min)]),
        ])
        #expect(status.waitsForLabels == 0)
    }

    @Test("reviews, work, a decision and trouble are told in their words")
    func others() throws {
        #expect(try Self.status([("state", "awaiting-review"), ("open_reviews", 3)]).line == "round-7, awaiting-review: 3 to review")
        let work: JSONValue = ["step": "training", "note": "epoch", "done": 2, "total": 5]
        #expect(try Self.status([("state", "training"), ("work", work)]).line == "round-7, training: epoch 2/5")
        let approval = try Self.status([("state", "awaiting-approval"), ("reason", "few messages")])
        #expect(approval.line == "round-7, awaiting-approval: asks for a person: few messages")
        let stuck = try Self.status([("state", "generating"), ("trouble", "no key")])
        #expect(stuck.line == "round-7, generating: the trainer cannot go on: no key")
        #expect(stuck.json.object?["trouble"]?.string == "no key" && stuck.waitsForLabels == nil)
        #expect(try Self.status([("state", "of tomorrow")]).line == "round-7, of tomorrow")
    }
}
