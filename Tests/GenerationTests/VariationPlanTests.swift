import Generation
import LabeledData
import Testing

struct VariationPlanTests {
    @Test("a plan has k entries, the same for the same seed and source, and no register twice before all were used", arguments: 1...20)
    func plan(count: Int) {
        for seed in 0..<20 as Range<UInt64> {
            let plan = VariationPlan(count: count, seed: seed, source: "a text", label: .legalAdvice)
            #expect(plan.entries.count == count)
            #expect(plan == VariationPlan(count: count, seed: seed, source: "a text", label: .legalAdvice))
            #expect(Set(plan.entries.prefix(7).map(\.register)).count == min(count, 7))
        }
    }

    @Test("seeds and sources give different plans")
    func differs() {
        let plans = (0..<30 as Range<UInt64>).map {
            VariationPlan(count: 5, seed: $0, source: "a", label: .notHarmful).entries.map(\.register)
        }
        #expect(Set(plans).count > 20)
        #expect(
            VariationPlan(count: 5, seed: 1, source: "a", label: .notHarmful)
                != VariationPlan(count: 5, seed: 1, source: "b", label: .notHarmful))
    }

    @Test("nobody else's words are asked for where the writer's own despair is the class; terse is short, rambling long")
    func fits() {
        for seed in 0..<50 as Range<UInt64> {
            let own = VariationPlan(count: 20, seed: seed, source: "x", label: .selfHarm)
            #expect(!own.entries.contains { $0.register == .secondHand })
            #expect(own.entries.allSatisfy { $0.register != .terse || $0.length == .short })
            #expect(own.entries.allSatisfy { $0.register != .rambling || $0.length == .long })
        }
    }
}
