import LabeledData
import Records
import TestSupport
import Testing

struct AgreementTests {
    private func pairs(_ counts: [(SafetyClass, SafetyClass, Int)]) -> [(SafetyClass, SafetyClass)] {
        counts.flatMap { pair in (0..<pair.2).map { _ in (pair.0, pair.1) } }
    }

    @Test("κ by hand: 20 and 15 together, 5 and 10 apart: 0.4")
    func byHand() throws {
        let agreement = Agreement(
            pairs: pairs([
                (.selfHarm, .selfHarm, 20), (.selfHarm, .notHarmful, 5), (.notHarmful, .selfHarm, 10), (.notHarmful, .notHarmful, 15),
            ]))
        #expect(agreement.items == 50)
        #expect(abs(try #require(agreement.observed) - 0.7) < 1e-12)
        #expect(abs(try #require(agreement.kappa) - 0.4) < 1e-12)
    }

    @Test("full agreement is 1, independence is 0, and one class alone says nothing")
    func extremes() throws {
        #expect(Agreement(pairs: SafetyClass.allCases.map { ($0, $0) }).kappa == 1)
        let independent = SafetyClass.allCases.flatMap { a in SafetyClass.allCases.map { (a, $0) } }
        #expect(abs(try #require(Agreement(pairs: independent).kappa)) < 1e-12)
        #expect(Agreement(pairs: pairs([(.selfHarm, .selfHarm, 9)])).kappa == nil)
        #expect(Agreement(pairs: []) == Agreement([MessageLabels]()))
    }

    @Test("of a store, the items that two labelled count, in a round or overall, whoever came first")
    func stored() throws {
        let test = try TestStore()
        try test.startRound(asking: 2, annotatorsPerItem: 2)
        for (message, annotator, label) in [
            ("m0", "bob", SafetyClass.selfHarm), ("m0", "ada", .selfHarm), ("m1", "ada", .legalAdvice), ("m1", "bob", .selfHarm),
            ("m1", "eve", .selfHarm),
        ] { try test.store.answer(message, label, by: annotator, round: "r1") }
        let agreement = try test.store.agreement(round: "r1")
        #expect(agreement == Agreement(pairs: [(.selfHarm, .selfHarm), (.legalAdvice, .selfHarm)]))
        #expect(try test.store.agreement() == agreement)
    }
}
