import ConsolePrograms
import LabeledData
import OperatorCommands
import Testing

struct ReviewSessionTests {
    static let items = ["a", "b", "c"].map { name in
        ReviewItem(
            variation: "v-\(name)", text: "variation \(name)", source: "source \(name)", humanLabel: .selfHarm, label: .selfHarm,
            learnerLabel: .notHarmful, learnerScore: 0.71)
    }

    @Test("a accepts, r rejects, a number gives another class, and the number of its own class accepts")
    func decides() {
        let keys: [(Character, ReviewDecision)] = [
            ("a", .accept), ("r", .reject), ("1", .accept), ("2", .relabel(.medicalAdvice)), ("6", .relabel(.notHarmful)),
        ]
        for (key, decision) in keys {
            var session = ReviewSession(Self.items)
            #expect(session.pressed(.character(key)) == .decide(variation: "v-a", decision))
            #expect(session.accepted(decision) == .draw)
            #expect(session.item?.variation == "v-b" && session.decided == 1 && session.left == 2)
        }
    }

    @Test("while the trainer is asked no key does anything, but to leave")
    func noDoubleDecision() {
        var session = ReviewSession(Self.items)
        _ = session.pressed(.character("a"))
        for key in "ar123456sdq" { #expect(session.pressed(.character(key)) == .draw, "\(key)") }
        #expect(session.left == 3)
        #expect(session.pressed(.interrupt) == .quit)
    }

    @Test("a refused decision leaves the variation where it was, with the reason")
    func refused() {
        var session = ReviewSession(Self.items)
        _ = session.pressed(.character("r"))
        #expect(session.refused("the store is busy") == .draw)
        #expect(session.item == Self.items[0] && session.decided == 0 && session.message == "the store is busy")
        #expect(session.pressed(.character("r")) == .decide(variation: "v-a", .reject))
    }

    @Test("later is after all others, and comes again")
    func later() {
        var session = ReviewSession(Self.items)
        #expect(session.pressed(.character("s")) == .draw)
        #expect(session.item?.variation == "v-b" && session.left == 3)
        for _ in 0..<2 { _ = session.pressed(.character("s")) }
        #expect(session.item?.variation == "v-a")
        var single = ReviewSession([Self.items[0]])
        _ = single.pressed(.character("s"))
        #expect(single.item == Self.items[0] && single.message.contains("only one"))
    }

    @Test("after the last decision it ends; with nothing to decide it has ended")
    func ends() {
        var session = ReviewSession([Self.items[0]])
        _ = session.pressed(.character("a"))
        #expect(session.accepted(.accept) == .quit)
        #expect(session.phase == .finished && session.item == nil)
        var empty = ReviewSession([])
        #expect(empty.phase == .finished && empty.pressed(.character("x")) == .quit)
    }

    @Test("the definitions are a key away, and any key leads back", arguments: ["d", "?"])
    func definitions(key: Character) {
        var session = ReviewSession(Self.items)
        _ = session.pressed(.character(key))
        #expect(session.phase == .definitions)
        #expect(session.pressed(.character("r")) == .draw, "nothing is decided from here")
        #expect(session.phase == .showing && session.left == 3)
    }

    @Test("keys that mean nothing say what does; other keys are silent")
    func other() {
        var session = ReviewSession(Self.items)
        for key: Key in [.character("x"), .character("7"), .character("٣"), .character("0")] {
            #expect(session.pressed(key) == .draw)
            #expect(session.message.hasPrefix("Keys:"))
        }
        for key: Key in [.enter, .escape, .other, .backspace] { #expect(session.pressed(key) == .draw) }
        #expect(session.pressed(.character("q")) == .quit && session.left == 3)
    }
}
