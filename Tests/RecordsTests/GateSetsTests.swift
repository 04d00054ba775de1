import JSONParsing
import LabeledData
import Records
import TestSupport
import Testing

struct GateSetsTests {
    private let rows = [GateRow(text: "a\nb", label: .selfHarm), GateRow(text: "c", label: .notHarmful)]

    @Test("a set is frozen once, keeps its rows, and counts its uses")
    func freezing() throws {
        let test = try TestStore()
        _ = try test.store.createRound("r1", state: "evaluating", parameters: [:])
        let set = try test.store.freezeGateSet(rows, by: "ada")
        test.clock.move(by: .seconds(5))
        #expect(try test.store.freezeGateSet(rows, by: "bob") == set)
        #expect(set.hash == GateSetRecord.hash(of: rows) && set.rowCount == 2 && set.frozenBy == "ada" && set.uses == 0)
        #expect(try test.store.gateRows(set.hash) == rows)
        let seq = try test.store.saveGateResult(bundle: "b1", gate: set.hash, round: "r1", result: ["outcome": "promote"])
        #expect(try test.store.saveGateResult(bundle: "b1", gate: set.hash, round: "r1", result: ["outcome": "promote"]) == seq)
        try test.store.saveGateResult(bundle: "b1", gate: set.hash, round: nil, result: ["outcome": "promote"])
        try test.store.saveGateResult(bundle: "b2", gate: set.hash, round: "r1", result: ["outcome": "reject"])
        #expect(try test.store.gateSets().map(\.uses) == [3])
        #expect(try test.store.gateResults(bundle: "b1").count == 2)
        #expect(try test.store.events().map(\.kind) == ["round-started", "gate-frozen"])
    }

    @Test("the hash tells sets apart that differ in a label, a row or a boundary between texts, and knows a set in any order of its rows")
    func hashes() {
        #expect(GateSetRecord.hash(of: rows.reversed()) == GateSetRecord.hash(of: rows))
        let sets = [
            rows, [rows[0]], [GateRow(text: "a\nb", label: .legalAdvice), rows[1]],
            [GateRow(text: "a", label: .selfHarm), GateRow(text: "b", label: .selfHarm), rows[1]],
            [GateRow(text: "a\nb\nnot-harmful\t1:c", label: .selfHarm)],
        ]
        #expect(Set(sets.map(GateSetRecord.hash(of:))).count == sets.count)
    }

    @Test("an empty set and an unknown set are refused")
    func refusals() throws {
        let test = try TestStore()
        #expect(recordsError { _ = try test.store.freezeGateSet([], by: "ada") } != nil)
        #expect(throws: RecordsError.unknown(.gateSet, id: "x")) { try test.store.gateRows("x") }
        #expect(throws: RecordsError.unknown(.gateSet, id: "x")) {
            try test.store.saveGateResult(bundle: "b", gate: "x", round: nil, result: [:])
        }
    }

    @Test("a bundle is recorded once and never changes")
    func bundles() throws {
        let test = try TestStore()
        try test.store.saveBundle("b1", round: nil, parent: "b0", metrics: ["n": 1])
        try test.store.saveBundle("b1", round: nil, parent: "b0", metrics: ["n": 1])
        #expect(throws: RecordsError.conflict(.bundle, id: "b1")) {
            try test.store.saveBundle("b1", round: nil, parent: "b0", metrics: ["n": 2])
        }
        #expect(try test.store.bundles().map(\.id) == ["b1"])
        #expect(try test.store.bundle("b1")?.parent == "b0")
    }
}
