import JSONParsing
package import LabeledData

/// A variation on which the filters would not decide.
package struct ReviewItem: Equatable, Sendable {
    package let variation: String
    package let text: String
    /// The message that it was made from, and what people say that is.
    package let source: String
    package let humanLabel: SafetyClass?
    /// What the variation is meant to be.
    package let label: SafetyClass
    /// What the learner says it is.
    package let learnerLabel: SafetyClass?
    package let learnerScore: Double?

    package init(
        variation: String, text: String, source: String, humanLabel: SafetyClass?, label: SafetyClass, learnerLabel: SafetyClass? = nil,
        learnerScore: Double? = nil
    ) {
        self.variation = variation
        self.text = text
        self.source = source
        self.humanLabel = humanLabel
        self.label = label
        self.learnerLabel = learnerLabel
        self.learnerScore = learnerScore
    }

    init?(_ json: JSONObject) {
        func label(_ value: JSONValue?) -> SafetyClass? { value?.string.flatMap(SafetyClass.init(rawValue:)) }
        guard let variation = json["variation"]?.string, let text = json["text"]?.string, let meant = label(json["label"]) else {
            return nil
        }
        let learner = json["learner"]?.object
        self.init(
            variation: variation, text: text, source: json["source"]?.string ?? "", humanLabel: label(json["human_label"]), label: meant,
            learnerLabel: label(learner?["label"]), learnerScore: learner?["score"]?.double)
    }
}

/// What a person says of a variation.
package enum ReviewDecision: Equatable, Sendable {
    case accept
    case reject
    case relabel(SafetyClass)

    package var name: String {
        switch self {
        case .accept: "accept"
        case .reject: "reject"
        case .relabel: "relabel"
        }
    }
}
