import ConsolePrograms
import Testing

/// A terminal that plays a script: each read takes the next step.
private final class PlayedTerminal: PersonTerminal {
    enum Step { case bytes([UInt8]), size(Int, Int), gone }

    var steps: [Step]
    var columns = 80
    var early: [UInt8] = []

    init(_ steps: [Step]) { self.steps = steps }

    func read() -> [UInt8]? {
        guard !steps.isEmpty else { return nil }
        switch steps.removeFirst() {
        case .bytes(let bytes): return bytes
        case .gone: return nil
        case .size(let columns, _):
            self.columns = columns
            return []
        }
    }

    func typed() -> [UInt8] {
        defer { early = [] }
        return early
    }

    func draw(_ lines: [String]) {}
    func size() -> (columns: Int, rows: Int) { (columns, 24) }
}

struct KeyWaitingTests {
    private func events(_ steps: [PlayedTerminal.Step], isEnding: () -> Bool = { false }) -> [KeyWaiting.Event] {
        let terminal = PlayedTerminal(steps)
        var keys = KeyWaiting()
        var events: [KeyWaiting.Event] = []
        while events.last != .ended { events.append(keys.next(on: terminal, isEnding: isEnding)) }
        return events
    }

    @Test("keys come together as they were typed; a tenth of a second without any is nothing")
    func typed() {
        #expect(events([.bytes([]), .bytes(Array("1s".utf8)), .bytes([])]) == [.keys([.character("1"), .character("s")]), .ended])
    }

    @Test("a key that comes in pieces is one; an escape alone is one once nothing follows it")
    func pieces() {
        #expect(events([.bytes([0xC3]), .bytes([0xA9]), .bytes([])]) == [.keys([.character("é")]), .ended])
        #expect(events([.bytes([0x1B]), .bytes([]), .bytes([])]) == [.keys([.escape]), .ended])
    }

    @Test("a window of another size is an event; the first size is not")
    func resized() {
        #expect(events([.bytes([]), .size(57, 24), .bytes([]), .size(57, 24)]) == [.resized, .ended])
        let keyToo = events([.bytes([]), .size(57, 24), .bytes(Array("q".utf8))])
        #expect(keyToo == [.resized, .keys([.character("q")]), .ended])
    }

    @Test("the program that is told to end stops waiting")
    func ending() {
        var asked = 0
        let seen = events([PlayedTerminal.Step](repeating: .bytes([]), count: 9)) {
            asked += 1
            return asked == 4
        }
        #expect(seen == [.ended] && asked == 4)
    }

    @Test("what was typed while nobody read is given without waiting")
    func early() {
        let terminal = PlayedTerminal([])
        terminal.early = Array("12".utf8)
        var keys = KeyWaiting()
        #expect(keys.keysSoFar(on: terminal) == [.character("1"), .character("2")])
        #expect(keys.keysSoFar(on: terminal).isEmpty)
    }
}
