package import JSONParsing
package import LabeledData

/// A text with what the filters found. Rejected ones are kept: they say how good a generator is.
package struct FilteredVariation: Equatable, Sendable {
    package let text: String
    /// Place in the answer, from 0.
    package let index: Int
    package let verdict: FilterVerdict
    /// Each rule that was asked, with "passed", "not asked" where what it needs is absent, or the reason.
    package let findings: [(rule: FilterRule, finding: String)]
    /// Of its embedding with the source's.
    package let sourceCosine: Float?
    /// The label that the learner gives it, and with what score.
    package let learner: (label: SafetyClass, score: Float)?

    package static func == (left: FilteredVariation, right: FilteredVariation) -> Bool {
        left.text == right.text && left.index == right.index && left.verdict == right.verdict && left.filters == right.filters
    }

    /// `{"length":"passed",…,"source_cosine":0.71,"learner":{"label":"…","score":0.9}}`.
    package var filters: JSONValue {
        var object = JSONObject(findings.map { ($0.rule.name, .string($0.finding)) })
        if let sourceCosine { object["source_cosine"] = .float(sourceCosine) }
        if let learner { object["learner"] = ["label": .string(learner.label.name), "score": .float(learner.score)] }
        return .object(object)
    }
}
