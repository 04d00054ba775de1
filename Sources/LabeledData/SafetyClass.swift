/// The six classes, in the order in which scores, logits and confusion matrices are always written.
package enum SafetyClass: String, CaseIterable, Sendable {
    case selfHarm = "self-harm"
    case medicalAdvice = "medical-advice"
    case legalAdvice = "legal-advice"
    case financialAdvice = "financial-advice"
    case emergencySituation = "emergency-situation"
    case notHarmful = "not-harmful"

    package var name: String { rawValue }

    package var index: Int {
        switch self {
        case .selfHarm: 0
        case .medicalAdvice: 1
        case .legalAdvice: 2
        case .financialAdvice: 3
        case .emergencySituation: 4
        case .notHarmful: 5
        }
    }

    package static let count = allCases.count
    package static let names = allCases.map(\.name)
    package static let harmful = allCases.filter { $0 != .notHarmful }

    /// Reads a label as data files write it: case, spaces and underscores do not matter, and `discard` is `not-harmful`.
    package init?(label: String) {
        let folded = label.lowercased().map { $0 == " " || $0 == "_" ? "-" : $0 }
        let trimmed = String(folded.drop { $0 == "-" }.reversed().drop { $0 == "-" }.reversed())
        if trimmed == "discard" {
            self = .notHarmful
        } else if let known = SafetyClass(rawValue: trimmed) {
            self = known
        } else {
            return nil
        }
    }
}
