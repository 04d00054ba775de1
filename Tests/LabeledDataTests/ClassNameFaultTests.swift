import LabeledData
import Testing

struct ClassNameFaultTests {
    @Test(
        "a class a typo or two away is found",
        arguments: [
            ("self-ham", SafetyClass.selfHarm), ("self-hamr", .selfHarm), ("Selfharm", .selfHarm), ("medcal_advice", .medicalAdvice),
            ("legal-advise", .legalAdvice), ("finacial-advice", .financialAdvice), ("emergency-situations", .emergencySituation),
            ("non-harmful", .notHarmful), ("not-harmfull", .notHarmful),
        ])
    func near(typed: String, expected: SafetyClass) { #expect(closestClass(to: typed) == expected) }

    @Test("nothing is guessed from afar", arguments: ["", "gossip", "advice", "harm", "harmful", String(repeating: "x", count: 100_000)])
    func far(typed: String) { #expect(closestClass(to: typed) == nil) }
}
