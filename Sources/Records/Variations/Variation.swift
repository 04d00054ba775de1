package import JSONParsing
package import LabeledData

/// What the filters made of a variation.
package enum VariationVerdict: Equatable, Sendable {
    case accepted
    /// The first rule that it failed.
    case rejected(rule: String)
    case needsReview

    var name: String {
        switch self {
        case .accepted: "accepted"
        case .rejected: "rejected"
        case .needsReview: "needs-review"
        }
    }

    var rule: String? {
        if case .rejected(let rule) = self { rule } else { nil }
    }
}

/// A text that a generator wrote from a labelled message, with everything that it came from. Never changed once recorded.
package struct Variation: Equatable, Sendable {
    /// Stable: the same answer read again gives the same id, such as the request's key and the place in its answer.
    package let id: String
    package let round: String
    package let message: String
    /// What people say the message is.
    package let humanLabel: SafetyClass
    /// What the variation is meant to be: the same, but for a contrast.
    package let label: SafetyClass
    package let relation: String
    package let templateHash: String
    package let generator: String
    package let model: String
    package let parameters: JSONValue
    /// The key of the generation request whose raw answer holds it.
    package let request: String?
    package let text: String
    /// Each filter with "passed" or its reason.
    package let filters: JSONValue
    package let verdict: VariationVerdict

    package init(
        id: String, round: String, message: String, humanLabel: SafetyClass, label: SafetyClass, relation: String, templateHash: String,
        generator: String, model: String, parameters: JSONValue, request: String?, text: String, filters: JSONValue,
        verdict: VariationVerdict
    ) {
        self.id = id
        self.round = round
        self.message = message
        self.humanLabel = humanLabel
        self.label = label
        self.relation = relation
        self.templateHash = templateHash
        self.generator = generator
        self.model = model
        self.parameters = parameters
        self.request = request
        self.text = text
        self.filters = filters
        self.verdict = verdict
    }

    init(_ row: RowReader) throws(RecordsError) {
        id = try row.text("id")
        round = try row.text("round")
        message = try row.text("message")
        humanLabel = try row.safetyClass("human_label")
        label = try row.safetyClass("label")
        relation = try row.text("relation")
        templateHash = try row.text("template_hash")
        generator = try row.text("generator")
        model = try row.text("model")
        parameters = try row.json("parameters")
        request = try row.optional("request", RowReader.text)
        text = try row.text("text")
        filters = try row.json("filters")
        switch try row.text("verdict") {
        case "accepted": verdict = .accepted
        case "needs-review": verdict = .needsReview
        case "rejected": verdict = .rejected(rule: try row.text("rule"))
        case let name: throw .badValue(column: "verdict", found: "'\(name)'", expected: "'accepted', 'rejected' or 'needs-review'")
        }
    }

    var cells: [SQLCell] {
        [
            .text(id), .text(round), .text(message), .text(humanLabel.name), .text(label.name), .text(relation), .text(templateHash),
            .text(generator), .text(model), .json(parameters), .optional(request), .text(text), .json(filters), .text(verdict.name),
            .optional(verdict.rule),
        ]
    }
}

/// A person's decision on a variation; the last one counts.
package enum ReviewDecision: Equatable, Sendable {
    case accept
    case reject
    /// Good, but of another class.
    case relabel(SafetyClass)

    var name: String {
        switch self {
        case .accept: "accept"
        case .reject: "reject"
        case .relabel: "relabel"
        }
    }
}

package struct VariationReview: Equatable, Sendable {
    package let seq: Int
    package let at: Timestamp
    package let variation: String
    package let reviewer: String
    package let decision: ReviewDecision
    package let note: String?

    init(_ row: RowReader) throws(RecordsError) {
        seq = try row.integer("seq")
        at = try row.time("at")
        variation = try row.text("variation")
        reviewer = try row.text("reviewer")
        note = try row.optional("note", RowReader.text)
        switch try row.text("decision") {
        case "accept": decision = .accept
        case "reject": decision = .reject
        case "relabel": decision = .relabel(try row.safetyClass("class"))
        case let name: throw .badValue(column: "decision", found: "'\(name)'", expected: "'accept', 'reject' or 'relabel'")
        }
    }
}

/// A variation with the last decision on it.
package struct ReviewedVariation: Equatable, Sendable {
    package let variation: Variation
    package let review: VariationReview?

    /// The class under which it is trained on; nil when it is not.
    package var trainingLabel: SafetyClass? {
        switch review?.decision {
        case .accept: variation.label
        case .relabel(let label): label
        case .reject: nil
        case nil: variation.verdict == .accepted ? variation.label : nil
        }
    }

    package var awaitsReview: Bool { review == nil && variation.verdict == .needsReview }
}
