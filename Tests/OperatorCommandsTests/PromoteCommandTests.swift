import Classification
import ConsolePrograms
import TestSupport
import Testing

struct PromoteCommandTests {
    private let place: BundlePlace
    private var models: ModelsFolder { place.models }
    private static let approval = ["--by", "Mara Ek", "--reason", "looked at every loss"]

    init() throws { place = try BundlePlace() }

    private func refusal(_ arguments: [String]) throws -> ProgramFailure {
        try #require(throws: ProgramFailure.self) { try place.tell(arguments) }
    }

    private func last() throws -> PromotionRecord { try #require(try PromotionJournal(of: models).entries.last).record }

    @Test("a bundle whose gate says promote goes to the daemon and becomes the champion, on the account's name")
    func gated() throws {
        let server = try FakeAdminServer(place.socket, served: nil)
        defer { server.stop() }
        let first = try place.publish("one", gate: "promote")
        try place.tell(["bundles", "promote", first.text])
        let second = try place.publish("two", gate: "promote", champion: first)
        try place.tell(["bundles", "promote", second.text, "--json"])
        #expect(try models.champion() == second)
        #expect(try models.bundle(.previous) == first)
        #expect(server.read { $0.activations } == [first.text, second.text])
        let record = try last()
        #expect(record.gate == "promote" && record.by == accountName() && record.reason == nil && record.from == first)
    }

    static let doubts: [(gate: String?, reason: String)] = [
        (nil, "it has passed no gate"), ("needs-approval", "its gate says needs-approval (recall a falls)"),
        ("reject", "its gate says reject (recall a falls)"), ("something", "its gate says something"),
    ]

    @Test("any other gate needs a named person and a reason, both of them, and what they said is kept", arguments: doubts)
    func approval(gate: String?, reason: String) throws {
        let id = try place.publish("one", gate: gate)
        for given in [[], ["--by", "Mara Ek"], ["--reason", "why not"]] {
            let error = try refusal(["bundles", "promote", id.text] + given)
            #expect(error.exit == .no && error.message.contains(reason) && error.message.contains("--by NAME --reason TEXT"))
            #expect(try models.bundle(.champion) == nil)
        }
        try place.tell(["bundles", "promote", id.text] + Self.approval)
        #expect(try models.champion() == id)
        let record = try last()
        #expect(record.by == "Mara Ek" && record.reason == "looked at every loss" && record.gate == gate)
    }

    @Test("a gate that compared with another champion than the one there is does not count")
    func stale() throws {
        let first = try place.publish("one", gate: "promote")
        let stale = try place.publish("two", gate: "promote")
        let fits = try place.publish("three", gate: "promote", champion: first)
        try place.tell(["bundles", "promote", first.text])
        let error = try refusal(["bundles", "promote", stale.text])
        #expect(error.exit == .no && error.message.contains("compared it with no champion, and the champion is \(first)"))
        try place.tell(["bundles", "promote", fits.text])
        #expect(try refusal(["bundles", "promote", stale.text]).exit == .no)
    }

    @Test("a daemon that refuses: exit 1 with its reason, and the champion stays; one that is busy: 75")
    func refused() throws {
        let server = try FakeAdminServer(place.socket, served: nil)
        defer { server.stop() }
        let first = try place.publish("one", gate: "promote")
        try place.tell(["bundles", "promote", first.text])
        let second = try place.publish("two", gate: "promote", champion: first)
        for (status, exit) in [(422, ProgramExit.no), (404, .no), (409, .tryAgainLater), (503, .tryAgainLater)] {
            server.change { $0.refusal = (status, "selftest.jsonl:3 differs") }
            let error = try refusal(["bundles", "promote", second.text])
            #expect(error.exit == exit && error.message.contains("selftest.jsonl:3 differs"))
            #expect(error.message.contains("the champion is still \(first)"))
            #expect(try models.champion() == first)
        }
        server.change { $0.refusal = nil }
        try place.tell(["bundles", "promote", "challenger"])
        #expect(try models.champion() == second)
    }

    @Test("where no daemon runs, and offline, the champion moves; a daemon that comes later is given the champion by promoting it again")
    func noDaemon() throws {
        let first = try place.publish("one", gate: "promote")
        try place.tell(["bundles", "promote", first.text])
        #expect(try models.champion() == first)
        let second = try place.publish("two", gate: "promote", champion: first)
        let server = try FakeAdminServer(place.socket, served: first.text)
        defer { server.stop() }
        try place.run(["bundles", "promote", second.text, "--offline"])
        #expect(try models.champion() == second)
        #expect(server.read { $0.activations }.isEmpty)
        try place.tell(["bundles", "promote", "champion"])
        #expect(server.read { $0.served } == second.text)
    }

    @Test("rollback goes back on the daemon and in the folder, and says when there is nothing before: exit 1")
    func rollback() throws {
        let server = try FakeAdminServer(place.socket, served: nil)
        defer { server.stop() }
        let first = try place.publish("one", gate: "promote")
        try place.tell(["bundles", "promote", first.text])
        let second = try place.publish("two", gate: "promote", champion: first)
        try place.tell(["bundles", "promote", second.text])
        try place.tell(["rollback", "--reason", "flags the cooking club"])
        #expect(try models.champion() == first)
        #expect(server.read { $0.served } == first.text)
        let record = try last()
        #expect(record.kind == .rollback && record.reason == "flags the cooking club" && record.by == accountName())
        let error = try refusal(["rollback", "--by", "mara"])
        #expect(error.exit == .no && error.message.contains("nothing before the champion"))
        #expect(try models.champion() == first)
        // The bundle that was left needs a person's word to come back, although its gate compared it with this champion.
        let left = try refusal(["bundles", "promote", second.text])
        #expect(left.exit == .no && left.message.contains("rolled back from it") && left.message.contains("flags the cooking club"))
        try place.tell(["bundles", "promote", second.text] + Self.approval)
        server.change { $0.refusal = (422, "no") }
        #expect(try refusal(["rollback"]).exit == .no)
        #expect(try models.champion() == second)
    }

    @Test("an empty name or reason is no name and no reason", arguments: [["--by", " "], ["--reason", ""]])
    func empty(arguments: [String]) throws {
        #expect(throws: (any Error).self) { try place.run(["bundles", "promote", "champion"] + arguments) }
        #expect(throws: (any Error).self) { try place.run(["rollback"] + arguments) }
    }
}
