import LabeledData
import Records
import Testing

struct LabelLedgerTests {
    private func event(_ seq: Int, _ annotator: String, _ entry: LabelEntry, _ source: LabelSource = .cli, at: Int = 0) -> LabelEvent {
        LabelEvent(
            seq: seq, at: Timestamp(seconds: at), annotator: annotator, message: "m", messageOrdinal: 1, round: nil, source: source,
            entry: entry)
    }

    private func verdict(_ entries: [(String, LabelEntry)], wanted: Int = 1) -> LabelVerdict {
        LabelLedger(entries.enumerated().map { event($0 + 1, $1.0, $1.1) })[1].verdict(wanted: wanted)
    }

    private let harm = LabelEntry.label(.selfHarm, note: nil)
    private let legal = LabelEntry.label(.legalAdvice, note: nil)
    private let chat = LabelEntry.label(.notHarmful, note: nil)

    @Test("the last label of an annotator counts; an undo brings back the one before")
    func relabel() {
        #expect(verdict([("a", harm), ("a", legal)]) == .settled(.legalAdvice))
        #expect(verdict([("a", harm), ("a", legal), ("a", .undo(event: 2))]) == .settled(.selfHarm))
        #expect(verdict([("a", harm), ("a", legal), ("a", .undo(event: 1))]) == .settled(.legalAdvice))
        #expect(verdict([("a", harm), ("a", .undo(event: 1))]) == .unlabelled)
        #expect(verdict([("a", harm), ("a", .note("hm"))]) == .settled(.selfHarm))
        #expect(verdict([("a", harm), ("a", .skip(note: nil))]) == .skipped)
        #expect(verdict([("a", .skip(note: nil)), ("b", harm)]) == .settled(.selfHarm))
    }

    @Test("two annotators: partial, agreed, disputed until a majority, and an adjudication settles it")
    func several() {
        #expect(verdict([("a", harm)], wanted: 2) == .partial)
        #expect(verdict([("a", harm), ("a", harm)], wanted: 2) == .partial)
        #expect(verdict([("a", harm), ("b", harm)], wanted: 2) == .settled(.selfHarm))
        #expect(verdict([("a", harm), ("b", legal)], wanted: 2) == .disputed)
        #expect(verdict([("a", harm), ("b", legal), ("c", legal)], wanted: 2) == .settled(.legalAdvice))
        #expect(verdict([("a", harm), ("b", legal), ("c", chat)], wanted: 2) == .disputed)
        #expect(verdict([("a", harm), ("b", legal), ("c", chat), ("d", chat)], wanted: 2) == .disputed)
        let events = [event(1, "a", harm), event(2, "b", legal), event(3, "judge", chat, .adjudication)]
        #expect(LabelLedger(events)[1].verdict(wanted: 2) == .settled(.notHarmful))
    }

    @Test("a clock that jumps back changes nothing: numbers order")
    func clock() {
        let forward = LabelLedger([event(1, "a", harm, at: 10), event(2, "a", legal, at: 20)])[1].verdict(wanted: 1)
        let back = LabelLedger([event(1, "a", harm, at: 20), event(2, "a", legal, at: -5)])[1].verdict(wanted: 1)
        #expect(forward == back)
    }

    @Test("an event and its undo are as if neither had been, wherever they stand in a random history", arguments: 0..<40)
    func undoIsAbsence(seed: Int) {
        var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let entries: [(String, LabelEntry)] = (0..<20).map { _ in
            let entry = [harm, legal, chat, .skip(note: nil), .note("n")][next(5)]
            return (["a", "b", "c"][next(3)], entry)
        }
        let undone = next(20)
        let all = entries.enumerated().map { event($0 + 1, $1.0, $1.1) } + [event(99, entries[undone].0, .undo(event: undone + 1))]
        let without = all.filter { $0.seq != undone + 1 && $0.seq != 99 }
        #expect(LabelLedger(all)[1].answers == LabelLedger(without)[1].answers)
        #expect(LabelLedger(all)[1].verdict(wanted: 2) == LabelLedger(without)[1].verdict(wanted: 2))
    }
}
