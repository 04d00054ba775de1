import Classification
import GuardDaemon
import HTTPService
import JSONParsing
import LabeledData
import Testing

struct ModerationsEndpointTests {
    typealias Judged = (scores: [Float], decision: Policy.Decision)

    static let labels = SafetyClass.names
    static let maps = ["categories", "category_scores", "category_applied_input_types"]

    /// The given scores, 0 for the other classes, judged by the standard policy.
    static func judged(_ scores: [SafetyClass: Float]) -> Judged {
        let all = SafetyClass.allCases.map { scores[$0] ?? 0 }
        return (all, Policy.standard.decide(labels: labels, scores: all))
    }

    static func result(_ profile: ModerationProfile, _ judged: [Judged], flagsAll: Bool = true) throws -> JSONObject {
        try #require(profile.result(judged, labels: labels, flagsAll: flagsAll).object)
    }

    static func map(_ name: String, of result: JSONObject) throws -> JSONObject { try #require(result[name]?.object, "\(name)") }

    @Test("the profile follows the model's name")
    func profiles() throws {
        #expect(try ModerationProfile(model: nil) == .native)
        #expect(try ModerationProfile(model: .null) == .native)
        #expect(try ModerationProfile(model: "picket-1") == .native)
        #expect(try ModerationProfile(model: "omni-moderation-latest") == .strict)
        #expect(try ModerationProfile(model: "text-moderation-stable") == .strict)
    }

    static let unknown: [(JSONValue, Int, String)] = [("gpt-4o", 404, "model_not_found"), (3, 400, "invalid_type")]

    @Test("another model is a 404, what is no name a 400", arguments: unknown)
    func unknownModels(model: JSONValue, status: Int, code: String) {
        do throws(APIError) {
            _ = try ModerationProfile(model: model)
            Issue.record("\(model) was taken")
        } catch { #expect(error.status == status && error.code == code && error.param == "model") }
    }

    @Test("the strict profile has exactly thirteen categories in every map, none of them null", arguments: [true, false])
    func strictMaps(isHarmful: Bool) throws {
        let expected: Set<String> = [
            "harassment", "harassment/threatening", "hate", "hate/threatening", "illicit", "illicit/violent", "self-harm",
            "self-harm/intent", "self-harm/instructions", "sexual", "sexual/minors", "violence", "violence/graphic",
        ]
        let result = try Self.result(.strict, [Self.judged([.selfHarm: isHarmful ? 0.75 : 0.25])])
        for name in Self.maps {
            let map = try Self.map(name, of: result)
            #expect(map.count == 13 && Set(map.keys) == expected, "\(name)")
            for (key, value) in map.members {
                switch name {
                case "categories": #expect(value.bool != nil, "\(key)")
                case "category_scores": #expect(value.double != nil, "\(key)")
                default: #expect(value.array != nil, "\(key)")
                }
            }
        }
        let ours: Set<String> = ["self-harm", "self-harm/intent"]
        for key in expected {
            let isOurs = ours.contains(key)
            let category = JSONValue.bool(isHarmful && isOurs)
            let score: Double = isOurs ? (isHarmful ? 0.75 : 0.25) : 0
            let applied = JSONValue.array(isOurs ? [.string("text")] : [])
            #expect(try Self.map("categories", of: result)[key] == category, "\(key)")
            #expect(try Self.map("category_scores", of: result)[key]?.double == score, "\(key)")
            #expect(try Self.map("category_applied_input_types", of: result)[key] == applied, "\(key)")
        }
        #expect(result["flagged"] == .bool(isHarmful))
    }

    @Test("the strict profile is refused where it could only ever say that nothing is flagged")
    func strictRefusal() {
        let (ours, foreign) = (SafetyClass.names, ["POSITIVE", "NEGATIVE"])
        let rule = Policy(rules: ["NEGATIVE": PolicyRule(threshold: 0.5, action: .warn)])
        let strict = ModerationProfile.strict
        #expect(strict.refusal(labels: ours, policy: .standard, flagsAll: true) == nil)
        #expect(strict.refusal(labels: ours, policy: Policy(rules: [:]), flagsAll: false) == nil)
        #expect(strict.refusal(labels: foreign, policy: .standard, flagsAll: true)?.code == "no_category")
        #expect(strict.refusal(labels: foreign, policy: rule, flagsAll: true) == nil)
        #expect(strict.refusal(labels: foreign, policy: rule, flagsAll: false)?.status == 400)
        #expect(ModerationProfile.native.refusal(labels: foreign, policy: .standard, flagsAll: true) == nil)
    }

    @Test("in the strict profile our other classes flag only when the configuration says so")
    func strictFlags() throws {
        let medical = Self.judged([.medicalAdvice: 0.9])
        let selfHarm = Self.judged([.selfHarm: 0.9])
        let harmless = Self.judged([.notHarmful: 0.9])
        for flagsAll in [true, false] {
            #expect(try Self.result(.strict, [medical], flagsAll: flagsAll)["flagged"] == .bool(flagsAll))
            #expect(try Self.result(.strict, [selfHarm], flagsAll: flagsAll)["flagged"] == true)
            #expect(try Self.result(.strict, [harmless], flagsAll: flagsAll)["flagged"] == false)
        }
        let categories = try Self.map("categories", of: try Self.result(.strict, [medical]))
        #expect(categories.members.allSatisfy { $0.value == false })
    }

    @Test("the native profile has our harmful classes, whatever the configuration says of the strict one")
    func native() throws {
        for flagsAll in [true, false] {
            let result = try Self.result(.native, [Self.judged([.legalAdvice: 0.75])], flagsAll: flagsAll)
            for name in Self.maps { #expect(try Self.map(name, of: result).keys == SafetyClass.harmful.map(\.name), "\(name)") }
            #expect(result["flagged"] == true)
            #expect(try Self.map("categories", of: result)["legal-advice"] == true)
            #expect(try Self.map("categories", of: result)["self-harm"] == false)
            #expect(try Self.map("category_scores", of: result)["legal-advice"]?.double == 0.75)
        }
    }

    static let foreign = ["hate", "violence", "spam", "not-harmful"]

    private static func foreignResult(_ profile: ModerationProfile, _ rules: [String: PolicyRule], flagsAll: Bool) throws -> JSONObject {
        let scores: [Float] = [0.5, 0.25, 0.125, 0.125]
        let decision = Policy(rules: rules).decide(labels: foreign, scores: scores)
        return try #require(profile.result([(scores, decision)], labels: foreign, flagsAll: flagsAll).object)
    }

    @Test("foreign labels are categories of the native profile, and of the strict one where they are called so")
    func foreignLabels() throws {
        let native = try Self.foreignResult(.native, [:], flagsAll: true)
        for name in Self.maps { #expect(try Self.map(name, of: native).keys == ["hate", "violence", "spam"], "\(name)") }
        #expect(native["flagged"] == false)

        let strict = try Self.foreignResult(.strict, [:], flagsAll: true)
        for name in Self.maps { #expect(try Self.map(name, of: strict).keys == ModerationProfile.strictCategories, "\(name)") }
        let (scores, applied) = (try Self.map("category_scores", of: strict), try Self.map("category_applied_input_types", of: strict))
        #expect(scores["hate"]?.double == 0.5 && scores["violence"]?.double == 0.25)
        #expect(scores.members.filter { $0.value.double != 0 }.count == 2)
        #expect(applied.members.filter { $0.value == ["text"] }.map(\.key) == ["hate", "violence"])
        #expect(strict["flagged"] == false)
    }

    @Test("only a rule makes a foreign category true; one that the strict profile lacks flags there only as configured")
    func foreignRules() throws {
        let rule = PolicyRule(threshold: 0.125, action: .warn)
        for flagsAll in [true, false] {
            let hate = try Self.foreignResult(.strict, ["hate": rule], flagsAll: flagsAll)
            #expect(hate["flagged"] == true)
            #expect(try Self.map("categories", of: hate).members.filter { $0.value == true }.map(\.key) == ["hate"])
            let spam = try Self.foreignResult(.strict, ["spam": rule], flagsAll: flagsAll)
            #expect(spam["flagged"] == .bool(flagsAll))
            #expect(try Self.map("categories", of: spam).members.allSatisfy { $0.value == false })
        }
        let native = try Self.foreignResult(.native, ["spam": rule], flagsAll: false)
        #expect(native["flagged"] == true)
        #expect(try Self.map("categories", of: native)["spam"] == true)
    }

    @Test("parts of one input are judged together: true as soon as one is, the highest score")
    func joint() throws {
        let parts = [Self.judged([.notHarmful: 1]), Self.judged([.selfHarm: 0.5]), Self.judged([.selfHarm: 0.25])]
        for profile in [ModerationProfile.native, .strict] {
            let result = try Self.result(profile, parts)
            #expect(result["flagged"] == true)
            #expect(try Self.map("categories", of: result)["self-harm"] == true)
            #expect(try Self.map("category_scores", of: result)["self-harm"]?.double == 0.5)
        }
    }

    @Test("texts are inputs of their own, text parts are one input")
    func inputs() throws {
        let list = try ModerationInput(["a", "b"], limit: 2)
        #expect(list.texts == ["a", "b"] && !list.isJoint)
        let one = try ModerationInput("a", limit: 1)
        #expect(one.texts == ["a"] && !one.isJoint)
        let parts = try ModerationInput([["type": "text", "text": "a"], ["type": "text", "text": "b"]], limit: 2)
        #expect(parts.texts == ["a", "b"] && parts.isJoint)
    }

    static let refused: [(JSONValue, String, String)] = [
        ([["type": "image_url", "image_url": ["url": "x"]]], "unsupported_input_type", "input[0]"),
        ([["type": "text", "text": "a"], ["type": "image_url"]], "unsupported_input_type", "input[1]"),
        ([["type": "text", "text": "a"], "b"], "invalid_type", "input[1]"),
        ([["type": "audio"]], "invalid_type", "input[0]"),
        ([["type": "text"]], "invalid_type", "input[0]"),
        ([["type": "text", "text": "a"], ["type": "text", "text": " "]], "empty_input", "input[1]"),
        ([["type": "text", "text": "a"], ["type": "text", "text": "b"], ["type": "text", "text": "c"]], "too_many_inputs", "input"),
    ]

    @Test("an image, and whatever else is no text, is refused by name", arguments: refused)
    func refuses(value: JSONValue, code: String, param: String) {
        do throws(APIError) {
            _ = try ModerationInput(value, limit: 2)
            Issue.record("it was taken")
        } catch { #expect(error.status == 400 && error.code == code && error.param == param && error.message.contains(param)) }
    }
}
