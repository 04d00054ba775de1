import LabeledData
import Testing

struct SafetyClassTests {
    @Test("the order is the contract's, and index follows it")
    func order() {
        #expect(
            SafetyClass.names == ["self-harm", "medical-advice", "legal-advice", "financial-advice", "emergency-situation", "not-harmful"])
        #expect(SafetyClass.allCases.map(\.index) == Array(0..<6))
        #expect(SafetyClass.harmful.count == 5)
    }

    @Test(
        "labels are read whatever their case, spaces and underscores",
        arguments: [
            ("Self Harm", SafetyClass.selfHarm), ("self_harm", .selfHarm), ("SELF-HARM", .selfHarm), (" medical_Advice ", .medicalAdvice),
            ("discard", .notHarmful), ("Discard", .notHarmful), ("Not Harmful", .notHarmful), ("emergency situation", .emergencySituation),
        ])
    func labels(text: String, expected: SafetyClass) {
        #expect(SafetyClass(label: text) == expected)
    }

    @Test("anything else is no label", arguments: ["", "harm", "selfharm", "medical", "0", "self--harm"])
    func unknown(text: String) {
        #expect(SafetyClass(label: text) == nil)
    }
}
