package import Classification
package import HTTPService
package import JSONParsing
import LabeledData

/// `POST /v1/moderations`: OpenAI's moderation API, in two profiles that the `model` field chooses.
///
/// - native (`picket…` or absent): the maps hold the model's labels, without `not-harmful`: with a bundle, our five harmful classes.
/// - strict (`omni-moderation-…`, `text-moderation-…`): the maps hold exactly OpenAI's thirteen categories, for clients that fail on
///   a missing or an unknown one. A category carries the model's label of that name; `self-harm/intent` also carries our `self-harm`.
///   What the model does not look for is false, 0, and applied to no input type.
///
/// Only policy rules make a category true or flag a text, whatever the labels are called.
extension GuardService {
    func moderate(_ request: HTTPRequest, _ responder: Responder) {
        do throws(APIError) {
            let body = try request.decodeJSONBody()
            for key in body.keys where key != "input" && key != "model" {
                throw .invalid("unknown field '\(key)'; known are 'input' and 'model'", param: key, code: "unknown_field")
            }
            let profile = try ModerationProfile(model: body["model"])
            let input = try ModerationInput(body["input"], limit: configuration.maxInputs)
            let flagsAll = configuration.strictProfileFlagsAll
            let refusal = { (served: ModelHost.Served) in
                profile.refusal(labels: served.model.labels, policy: served.policy, flagsAll: flagsAll)
            }
            let asked = AskedRequest(request, idPrefix: "modr")
            classify(input.texts, responder, asked: asked, refusal: refusal) { served, verdicts in
                let judged = verdicts.map { ($0.scores, served.policy.decide(labels: served.model.labels, scores: $0.scores)) }
                let groups = input.isJoint ? [judged] : judged.map { [$0] }
                return [
                    "id": .string(asked.id), "model": .string(served.model.name),
                    "results": .array(groups.map { profile.result($0, labels: served.model.labels, flagsAll: flagsAll) }),
                ]
            }
        } catch { responder.respond(error) }
    }
}

/// The texts of a moderation request, and whether they are parts of one input.
package struct ModerationInput: Equatable {
    package let texts: [String]
    package let isJoint: Bool

    /// - Parameters:
    ///   - value: What `TextInputs` takes, or a list of `{"type":"text","text":"…"}`.
    ///   - limit: How many texts are allowed.
    /// - Throws: A 400 that names the part at fault.
    package init(_ value: JSONValue?, limit: Int) throws(APIError) {
        guard let parts = value?.array, parts.contains(where: { $0.object != nil }) else {
            texts = try TextInputs(value, limit: limit).texts
            isJoint = false
            return
        }
        var texts: [String] = []
        for (index, part) in parts.enumerated() {
            let name = "input[\(index)]"
            guard let object = part.object else {
                throw .invalid("'\(name)' is \(part.kind) among parts that are objects", param: name, code: "invalid_type")
            }
            let type = object["type"]?.string ?? ""
            if type == "image_url" {
                throw .invalid(
                    "'\(name)' is an image; this guard reads text only, and does not call an image safe", param: name,
                    code: "unsupported_input_type")
            }
            if let extra = object.keys.first(where: { $0 != "type" && $0 != "text" }) {
                throw .invalid("'\(name)' has the unknown field '\(extra)'", param: name, code: "unknown_field")
            }
            guard type == "text", let text = object["text"]?.string else {
                throw .invalid("'\(name)' must be {\"type\":\"text\",\"text\":\"…\"}", param: name, code: "invalid_type")
            }
            texts.append(text)
        }
        self.texts = try TextInputs(texts: texts, limit: limit).texts
        isJoint = true
    }
}

/// Which categories a moderation answer has.
package enum ModerationProfile: Equatable {
    case native, strict

    /// OpenAI's thirteen, in its order.
    package static let strictCategories = [
        "harassment", "harassment/threatening", "hate", "hate/threatening", "illicit", "illicit/violent", "self-harm", "self-harm/intent",
        "self-harm/instructions", "sexual", "sexual/minors", "violence", "violence/graphic",
    ]

    /// - Parameter model: The request's `model`.
    /// - Throws: 404 for a name that is neither ours nor OpenAI's, 400 for what is no name.
    package init(model: JSONValue?) throws(APIError) {
        switch model {
        case nil, .null: self = .native
        case .string(let name) where name.hasPrefix("picket"): self = .native
        case .string(let name) where name.hasPrefix("omni-moderation") || name.hasPrefix("text-moderation"): self = .strict
        case .string(let name):
            throw APIError(
                status: 404, message: "there is no model '\(name)'; use 'picket', 'omni-moderation-latest' or 'text-moderation-latest'",
                type: "invalid_request_error", param: "model", code: "model_not_found")
        case let other?: throw .invalid("'model' must be a string, found \(other.kind)", param: "model", code: "invalid_type")
        }
    }

    /// One result for texts that belong together: a category is true, a score is the highest, as soon as one text has it.
    ///
    /// - Parameters:
    ///   - judged: The texts, at least one; scores in the order of `labels`.
    ///   - flagsAll: In the strict profile: a label that has no category there flags all the same.
    package func result(_ judged: [(scores: [Float], decision: Policy.Decision)], labels: [String], flagsAll: Bool) -> JSONValue {
        let reached = Set(judged.flatMap(\.decision.reached))
        func score(_ label: String) -> Float {
            guard let index = labels.firstIndex(of: label) else { return 0 }
            return judged.map { $0.scores[index] }.max() ?? 0
        }
        let rows: [(name: String, isTrue: Bool, score: Float, applied: Bool)]
        let flagged: Bool
        switch self {
        case .native:
            rows = labels.filter { $0 != SafetyClass.notHarmful.name }.map { ($0, reached.contains($0), score($0), true) }
            flagged = judged.contains { $0.decision.flagged }
        case .strict:
            rows = Self.strictCategories.map { name in
                guard let label = Self.label(ofStrict: name, among: labels) else { return (name, false, 0, false) }
                return (name, reached.contains(label), score(label), true)
            }
            flagged = rows.contains(where: \.isTrue) || flagsAll && judged.contains { $0.decision.flagged }
        }
        return [
            "flagged": .bool(flagged),
            "categories": .object(JSONObject(rows.map { ($0.name, .bool($0.isTrue)) })),
            "category_scores": .object(JSONObject(rows.map { ($0.name, .float($0.score)) })),
            "category_applied_input_types": .object(JSONObject(rows.map { ($0.name, $0.applied ? ["text"] : []) })),
        ]
    }

    /// Why the profile cannot be answered in: of a model whose labels are none of its categories, and have no rule that flags, it would
    /// say "not flagged" of everything.
    package func refusal(labels: [String], policy: Policy, flagsAll: Bool) -> APIError? {
        guard self == .strict else { return nil }
        func flags(_ label: String) -> Bool { policy.rules[label].map { $0.action.flags } ?? false }
        let carried = Set(Self.strictCategories.compactMap { Self.label(ofStrict: $0, among: labels) })
        guard carried.isEmpty, !(flagsAll && labels.contains(where: flags)) else { return nil }
        return .invalid(
            "the model in service looks for none of OpenAI's categories, and no policy rule flags its labels; ask for the model 'picket'"
                + " or write rules for \(labels.joined(separator: ", "))",
            param: "model", code: "no_category")
    }

    /// The label that a category of the strict profile carries; nil when the model does not look for it.
    private static func label(ofStrict category: String, among labels: [String]) -> String? {
        if labels.contains(category) { return category }
        let selfHarm = SafetyClass.selfHarm.name
        return category == "self-harm/intent" && labels.contains(selfHarm) ? selfHarm : nil
    }
}
