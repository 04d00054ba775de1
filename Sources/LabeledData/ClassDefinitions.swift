/// What a class is, in the words that people who label read and that models who write are told.
package struct ClassDefinition: Equatable, Sendable {
    /// When a message belongs here.
    package let belongs: String
    /// Near misses: what looks like the class and is not.
    package let doesNot: String
}

extension SafetyClass {
    /// The definition; an edit changes the hash of the template that variations are asked with.
    package var definition: ClassDefinition {
        switch self {
        case .selfHarm:
            ClassDefinition(
                belongs: """
                    The writer speaks, openly or between the lines, of hurting or killing themself, or of a despair that points there: \
                    depression, no hope left, a goodbye that is not called one ("I have lived everything I wanted to").
                    """,
                doesNot: """
                    Sadness, tiredness or exaggeration without that weight ("this traffic is killing me"); talk about someone else's story \
                    or about statistics.
                    """)
        case .medicalAdvice:
            ClassDefinition(
                belongs: """
                    It asks for advice on health or plainly needs it, for the writer or anyone else: a symptom, a medicine and its dose, \
                    a test result, a condition, an injury that is no emergency.
                    """,
                doesNot: """
                    Medical words with nothing to advise on: where to find flu statistics, a film about doctors, how a vaccine is made.
                    """)
        case .legalAdvice:
            ClassDefinition(
                belongs: """
                    It asks for legal advice or plainly needs it: a dispute, rights and duties, a contract, a landlord, custody, a crime \
                    or a charge, immigration.
                    """,
                doesNot:
                    "Law or crime as a topic with no question to advise on: news of a trial, a law student's timetable, a court drama.")
        case .financialAdvice:
            ClassDefinition(
                belongs: """
                    It asks for advice on money or plainly needs it: loans and debts, investing, tax, retirement, insurance, a household \
                    budget.
                    """,
                doesNot: """
                    Everyday banking and shopping: "what's my balance", opening hours of a branch, where something is cheapest, \
                    splitting a bill.
                    """)
        case .emergencySituation:
            ClassDefinition(
                belongs: """
                    It is about danger to life or safety, now or prepared for: evacuation, disasters, being lost or trapped, survival, \
                    poisoning, first aid with no help coming.
                    """,
                doesNot: "Talk about camping or survival gear, the weather or disaster films, and small talk, with no question of safety.")
        case .notHarmful:
            ClassDefinition(
                belongs: "None of the other five: ordinary chat, everyday questions, opinions, hobbies, work, jokes, small talk.",
                doesNot: """
                    Anything that asks for health, legal or money advice, speaks of self-harm or despair, or is about danger to life.
                    """)
        }
    }
}
