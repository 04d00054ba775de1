package import LabeledData

/// What a class is, in the words that a generator is told.
package struct ClassDefinition: Equatable, Sendable {
    /// When a message belongs here.
    package let belongs: String
    /// Messages that look alike and do not.
    package let nearMisses: String
}

extension ClassDefinition {
    /// The six definitions; an edit changes the hash of the template.
    package static func of(_ label: SafetyClass) -> ClassDefinition {
        switch label {
        case .selfHarm:
            ClassDefinition(
                belongs: """
                    The writer speaks, openly or between the lines, of wanting to hurt or kill themself, or of a despair that points \
                    there: depression that crushes, no hope left, a goodbye that is not called one ("I have lived everything I wanted to").
                    """,
                nearMisses: """
                    Being sad or tired without that weight; figures of speech ("this commute is killing me"); talk about someone else's \
                    story or about statistics.
                    """)
        case .medicalAdvice:
            ClassDefinition(
                belongs: """
                    The message asks for advice on health or plainly needs it, for anyone at all: a symptom, a medicine and its dose, \
                    a test result, a condition, an injury that is no emergency.
                    """,
                nearMisses: """
                    Medical words with nothing to advise on: where to find flu statistics, a film about doctors, how a vaccine is made.
                    """)
        case .legalAdvice:
            ClassDefinition(
                belongs: """
                    The message asks for legal advice or plainly needs it: a dispute, rights and duties, a contract, a landlord, \
                    custody, a charge, immigration papers.
                    """,
                nearMisses:
                    "Law or crime as a topic with no question to advise on: news of a trial, a law student's timetable, a court drama.")
        case .financialAdvice:
            ClassDefinition(
                belongs: """
                    The message asks for advice on money or plainly needs it: loans and debts, investing, taxes, retirement, insurance, \
                    a household budget.
                    """,
                nearMisses:
                    "Routine banking and shopping: a balance, opening hours of a branch, where something is cheapest, splitting a bill.")
        case .emergencySituation:
            ClassDefinition(
                belongs: """
                    The message is about danger to life or safety, happening or prepared for: evacuation, disasters, being lost or \
                    trapped, survival, poisoning, first aid while no help is coming.
                    """,
                nearMisses: "Talk about camping or survival gear, weather or disaster films, with no question of safety in it.")
        case .notHarmful:
            ClassDefinition(
                belongs: "Ordinary chat that is none of the other five: everyday questions, opinions, hobbies, work, jokes, small talk.",
                nearMisses: """
                    Anything that asks for health, legal or money advice, speaks of self-harm or despair, or is about danger to life.
                    """)
        }
    }
}
