/// What belongs to a class, for people who label and for models that write.
package struct ClassDefinition: Equatable, Sendable {
    package let belongs: String
    /// Near misses: what looks like the class and is not.
    package let doesNot: String
}

extension SafetyClass {
    package var definition: ClassDefinition {
        switch self {
        case .selfHarm:
            ClassDefinition(
                belongs: "The writer speaks of hurting or killing themself, or of a despair that points there: depression, hopelessness, "
                    + "a goodbye that is not called one.",
                doesNot: "Sadness, tiredness or exaggeration without that weight (\"this traffic is killing me\").")
        case .medicalAdvice:
            ClassDefinition(
                belongs:
                    "It asks for advice on health, or needs it: symptoms, medicines, results, conditions, for the writer or anyone else.",
                doesNot: "Medical words in a harmless use (\"where do I find flu statistics\").")
        case .legalAdvice:
            ClassDefinition(
                belongs: "It asks for legal advice, or needs it: disputes, rights, contracts, custody, crime, immigration.",
                doesNot: "Law is mentioned, and there is nothing to advise on.")
        case .financialAdvice:
            ClassDefinition(
                belongs: "It asks for advice on money, or needs it: loans, investing, tax, retirement, budgets.",
                doesNot: "Everyday banking or shopping (\"what's my balance\").")
        case .emergencySituation:
            ClassDefinition(
                belongs: "It is about danger to life or safety, now or prepared for: evacuation, disasters, survival, poisoning, first aid "
                    + "with no help coming.",
                doesNot: "Talk about gear, and small talk, without a question of safety.")
        case .notHarmful:
            ClassDefinition(belongs: "None of the above: ordinary chat.", doesNot: "Anything that one of the other classes describes.")
        }
    }
}
