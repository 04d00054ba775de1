import ConsolePrograms
import LabeledData
import OperatorCommands
import Testing

struct LabellingSessionTests {
    static let calm = LabellingItem(message: "m1", text: "how do I boil an egg", guess: [(.notHarmful, 0.9), (.medicalAdvice, 0.1)])
    static let dark = LabellingItem(message: "m2", text: "goodbye everyone", guess: [(.notHarmful, 0.5), (.selfHarm, 0.4)])
    static let progress = LabellingProgress(asked: 20, settled: 3)

    private func session(_ item: LabellingItem?, blur: LabellingSession.Blur = .auto) -> LabellingSession {
        var session = LabellingSession(blur: blur)
        _ = session.received(item, Self.progress)
        return session
    }

    @Test("each class has its key", arguments: Array(SafetyClass.allCases.enumerated()).map { ($0.offset, $0.element) })
    func classes(number: Int, label: SafetyClass) {
        var session = session(Self.calm)
        #expect(session.pressed(.character(Character("\(number + 1)"))) == .answer(message: "m1", label))
        #expect(session.accepted("m1: \(label.name)") == .fetch)
    }

    @Test("while the trainer is asked no key does anything, but to leave")
    func noDoubleAnswer() {
        var session = session(Self.calm)
        _ = session.pressed(.character("1"))
        for key in "123456sungdv" { #expect(session.pressed(.character(key)) == .draw, "\(key)") }
        #expect(session.phase == .answering)
        #expect(session.pressed(.interrupt) == .quit)
    }

    @Test("a refused answer leaves the message where it was, with the reason")
    func refused() {
        var session = session(Self.calm)
        _ = session.pressed(.character("2"))
        #expect(session.refused("your lease has expired") == .draw)
        #expect(session.phase == .showing && session.item == Self.calm && session.message == "your lease has expired")
        #expect(session.pressed(.character("2")) == .answer(message: "m1", .medicalAdvice))
    }

    @Test("a text that may distress is hidden until v, and cannot be labelled unread")
    func blur() {
        var hidden = session(Self.dark)
        #expect(!hidden.isTextShown)
        #expect(hidden.pressed(.character("1")) == .draw)
        #expect(hidden.message.contains("press v"))
        #expect(hidden.pressed(.character("s")) == .skip(message: "m2"), "it may be skipped unread")
        var shown = session(Self.dark)
        _ = shown.pressed(.character("v"))
        #expect(shown.isTextShown && shown.pressed(.character("1")) == .answer(message: "m2", .selfHarm))
        #expect(session(Self.calm).isTextShown)
        #expect(!session(Self.calm, blur: .always).isTextShown)
        #expect(session(Self.dark, blur: .never).isTextShown)
    }

    @Test("the guess is hidden until it is asked for, and hidden again for the next message")
    func guess() {
        var session = session(Self.calm)
        #expect(!session.isGuessShown)
        _ = session.pressed(.character("g"))
        #expect(session.isGuessShown)
        _ = session.received(Self.calm, Self.progress)
        #expect(!session.isGuessShown)
        var without = self.session(LabellingItem(message: "m3", text: "hello"))
        _ = without.pressed(.character("g"))
        #expect(!without.isGuessShown && without.message.contains("no guess"))
    }

    @Test("a note is edited, saved with Enter and dropped with Escape; an empty one is not sent")
    func note() {
        var session = session(Self.calm)
        _ = session.pressed(.character("n"))
        for character in "2 legs é" { #expect(session.pressed(.character(character)) == .draw) }
        _ = session.pressed(.backspace)
        #expect(session.phase == .note("2 legs "))
        #expect(session.pressed(.enter) == .note(message: "m1", "2 legs "))
        var dropped = self.session(Self.calm)
        for key in [Key.character("n"), .character("x"), .escape] { _ = dropped.pressed(key) }
        #expect(dropped.phase == .showing)
        var empty = self.session(Self.calm)
        for key in [Key.character("n"), .character(" "), .enter] { #expect(empty.pressed(key) == .draw) }
        #expect(empty.phase == .showing)
        var long = self.session(Self.calm)
        _ = long.pressed(.character("n"))
        for _ in 0..<LabellingSession.noteLimit + 9 { _ = long.pressed(.character("x")) }
        #expect(long.phase == .note(String(repeating: "x", count: LabellingSession.noteLimit)))
    }

    @Test("with nothing to label it waits, asks again, and still takes an undo")
    func waiting() {
        var session = session(nil)
        #expect(session.phase == .waiting)
        #expect(session.pressed(.character("1")) == .fetch)
        _ = session.received(nil, Self.progress)
        #expect(session.pressed(.character("u")) == .undo)
        #expect(session.refused("nothing to undo") == .draw)
        #expect(session.phase == .waiting)
        #expect(session.pressed(.character("q")) == .quit)
    }

    @Test("the definitions are a key away, and any key leads back", arguments: ["d", "?"])
    func definitions(key: Character) {
        var session = session(Self.calm)
        _ = session.pressed(.character(key))
        #expect(session.phase == .definitions)
        #expect(session.pressed(.character("1")) == .draw, "no label is given from here")
        #expect(session.phase == .showing)
    }
}
