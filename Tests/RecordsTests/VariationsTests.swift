import JSONParsing
import LabeledData
import Records
import TestSupport
import Testing

struct VariationsTests {
    @Test("a variation comes back with all its provenance; the same again is silent, another text under its id is a conflict")
    func provenance() throws {
        let test = try TestStore()
        try test.startRound(asking: 1)
        let variation = Variation.example("v1", verdict: .rejected(rule: "length"))
        #expect(try test.store.saveVariations([variation]) == 1)
        #expect(try test.store.saveVariations([variation]) == 0)
        #expect(try test.store.variations().map(\.variation) == [variation])
        #expect(throws: RecordsError.conflict(.variation, id: "v1")) {
            try test.store.saveVariations([.example("v2"), .example("v1", text: "another")])
        }
        #expect(try test.store.variations().count == 1)
    }

    @Test("what a variation names has to be there")
    func references() throws {
        let test = try TestStore()
        try test.startRound(asking: 1)
        #expect(throws: RecordsError.unknown(.message, id: "m7")) { try test.store.saveVariations([.example("v", message: "m7")]) }
        #expect(throws: RecordsError.unknown(.round, id: "r7")) { try test.store.saveVariations([.example("v", round: "r7")]) }
        #expect(throws: RecordsError.unknown(.request, id: "k7")) { try test.store.saveVariations([.example("v", request: "k7")]) }
        #expect(throws: RecordsError.unknown(.variation, id: "v")) { try test.store.review("v", .accept, by: "ada") }
    }

    @Test("people decide on what waits; the last decision counts, and each is kept")
    func reviews() throws {
        let test = try TestStore()
        try test.startRound(asking: 1)
        try test.store.saveVariations([
            .example("ok"), .example("bad", verdict: .rejected(rule: "drift")), .example("open", verdict: .needsReview),
            .example("other", verdict: .needsReview),
        ])
        #expect(try test.store.openReviewCount(round: "r1") == 2)
        #expect(try test.store.review("open", .accept, by: "ada") == 1)
        #expect(try test.store.review("open", .accept, by: "ada") == 1)
        #expect(try test.store.openReviewCount(round: "r1") == 1)
        try test.store.review("open", .relabel(.legalAdvice), by: "bob", note: "asks about custody")
        try test.store.review("ok", .reject, by: "bob")
        let reviewed = try test.store.variations(round: "r1")
        #expect(reviewed.map(\.trainingLabel) == [nil, nil, .legalAdvice, nil])
        #expect(reviewed.map(\.awaitsReview) == [false, false, false, true])
        #expect(try test.store.reviews(of: "open").map(\.decision) == [.accept, .relabel(.legalAdvice)])
        #expect(
            try test.store.variationCounts(round: "r1").map { "\($0.label.name) \($0.verdict) \($0.count)" } == [
                "self-harm needs-review 1", "self-harm rejected:drift 1", "self-harm rejected:review 1", "legal-advice accepted 1",
            ])
    }
}
