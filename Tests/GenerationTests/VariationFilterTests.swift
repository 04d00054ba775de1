import Generation
import JSONParsing
import LabeledData
import Synchronization
import Testing

struct VariationFilterTests {
    private let source = "My landlord kept the whole deposit, what can I do?"

    private func verdicts(_ filter: inout VariationFilter, _ texts: [String], count: Int = 5) throws -> [FilterVerdict] {
        try filter.judge(texts, for: task(source, count: count)).map(\.verdict)
    }

    /// Vectors by text; the source's is `[1, 0]`.
    private func embedder(_ vectors: [String: [Float]]) -> FilterModels {
        let known = vectors.merging([source: [1, 0, 0]]) { a, _ in a }
        return FilterModels(embed: { texts throws(GenerationError) in texts.map { known[$0] ?? [0.6, 0.8, 0] } })
    }

    @Test("the first failing rule is recorded and those after it are not asked; everything is kept in order")
    func firstRule() throws {
        var filter = try VariationFilter(
            models: embedder(["Some words about a boat": [0, 0, 1], "A text of the gate set": [0, -1, 0]]),
            heldOut: ["A text of the gate set"])
        let texts = [
            "A tenant asks for help with money that was not returned", "Hi", "Here are five variations of it", source.uppercased(),
            "Some words about a boat", "Sixth although five were asked for", "bad\0text that has a zero in it",
        ]
        let judged = try filter.judge(texts, for: task(source))
        #expect(judged.map(\.text) == texts && judged.map(\.index) == Array(0..<7))
        #expect(
            judged.map(\.verdict) == [
                .accepted, .rejected(.length), .rejected(.metaText), .rejected(.copy), .rejected(.drift), .rejected(.schema),
                .rejected(.schema),
            ])
        #expect(judged[1].findings.map(\.rule) == [.schema, .length] && judged[0].findings.last?.finding == "not asked")
        #expect(judged[4].filters.object?["drift"]?.string?.hasPrefix("cosine 0.00") == true)
    }

    @Test("ten copies of the source give nothing, and are not padded into anything")
    func copies() throws {
        var filter = try VariationFilter()
        #expect(try verdicts(&filter, Array(repeating: source, count: 10), count: 20) == Array(repeating: .rejected(.copy), count: 10))
    }

    @Test(
        "a copy is one whatever its case, punctuation and white space, of the source, of held-out texts, of earlier variations",
        arguments: [
            "my landlord kept the whole deposit what can I do", "  My landlord kept the whole deposit…  what can I do?!",
            "MY LANDLORD KEPT\nTHE WHOLE DEPOSIT - WHAT CAN I DO", "the gate's text", "The GATES text!", "an earlier one of another source",
        ])
    func copy(text: String) throws {
        var filter = try VariationFilter(heldOut: ["The gate's text."])
        try filter.restore(kept: ["An earlier one, of another source."])
        #expect(try verdicts(&filter, [text]) == [.rejected(.copy)])
    }

    @Test("near the source, near an accepted one, near a held-out one: each rejected from the bound on and not below it")
    func near() throws {
        let models = embedder([
            "first text to be read": [0.5, 0.866_025_4, 0], "close to the first one": [0.52, 0.854_166, 0],
            "almost the source itself": [0.96, 0.28, 0],
            "below the bound by a hair": [0.94, 0, 0.341_174], "held-out words there": [0.3, 0, -0.953_939],
            "near what is held out": [0.31, 0, -0.950_736],
        ])
        var filter = try VariationFilter(models: models, heldOut: ["held-out words there"])
        let judged = try filter.judge(
            [
                "first text to be read", "close to the first one", "almost the source itself", "below the bound by a hair",
                "near what is held out",
            ], for: task(source))
        #expect(
            judged.map(\.verdict) == [
                .accepted, .rejected(.nearDuplicate), .rejected(.nearDuplicate), .accepted, .rejected(.nearDuplicate),
            ])
        #expect(judged[1].filters.object?["near-duplicate"]?.string?.contains("earlier variation") == true)
        #expect(judged[4].filters.object?["near-duplicate"]?.string?.contains("held-out") == true)
    }

    @Test("without an embedder runs of letters find what was changed a little, and drift is not asked")
    func letters() throws {
        var filter = try VariationFilter()
        let judged = try filter.judge(
            ["My landlord kept the whole deposit, so what can I do?", "Does a tenant ever see that money again?"], for: task(source))
        #expect(judged.map(\.verdict) == [.rejected(.nearDuplicate), .accepted])
        #expect(judged[1].filters.object?["drift"]?.string == "not asked")
    }

    @Test("a learner that disagrees sends a variation to a person and rejects nothing")
    func label() throws {
        let models = FilterModels(classify: { texts throws(GenerationError) in
            texts.map { $0.contains("tomatoes") ? [0, 0, 0.2, 0, 0, 0.8] : [0, 0, 0.9, 0, 0, 0.1] }
        })
        var filter = try VariationFilter(models: models)
        let judged = try filter.judge(
            ["The tomatoes on the balcony turn red", "Can a deposit be withheld for no reason"], for: task(source))
        #expect(judged.map(\.verdict) == [.needsReview, .accepted])
        #expect(judged[0].learner?.label == .notHarmful && judged[0].learner?.score == 0.8)
        // What waits for a person is compared with as what is accepted is.
        #expect(try verdicts(&filter, ["the tomatoes on the balcony turn red!"]) == [.rejected(.copy)])
    }

    @Test("a contrast is checked against the label it is to have")
    func contrast() throws {
        let models = FilterModels(classify: { texts throws(GenerationError) in texts.map { _ in [0, 0, 0, 0, 0, 1] } })
        var filter = try VariationFilter(models: models)
        let judged = try filter.judge(["My landlord plays the trombone"], for: task(source, relation: .contrast(.notHarmful)))
        #expect(judged.map(\.verdict) == [.accepted])
    }

    @Test("models are asked once, about nothing that has failed before")
    func asksOnce() throws {
        let asked = Mutex<[[String]]>([])
        let models = FilterModels(embed: { texts throws(GenerationError) in
            asked.withLock { $0.append(texts) }
            return texts.indices.map { [Float($0 == 0 ? 1 : 0.5), Float($0), 0] }
        })
        var filter = try VariationFilter(models: models)
        _ = try filter.judge(["Hi", "Something about money that was kept", source, "Another thing entirely, I think"], for: task(source))
        #expect(asked.withLock { $0 }.dropFirst() == [[source, "Something about money that was kept", "Another thing entirely, I think"]])
    }

    @Test("models that fail, or give too little, end the run instead of letting texts pass")
    func badModels() throws {
        let short = FilterModels(embed: { texts throws(GenerationError) in texts.isEmpty ? [] : [[1]] })
        var filter = try VariationFilter(models: short)
        #expect(throws: GenerationError.self) { try filter.judge(["Words that are long enough"], for: task(source)) }
        let narrow = FilterModels(classify: { texts throws(GenerationError) in texts.map { _ in [1, 0] } })
        var other = try VariationFilter(models: narrow)
        #expect(throws: GenerationError.self) { try other.judge(["Words that are long enough"], for: task(source)) }
        let nan = FilterModels(embed: { texts throws(GenerationError) in texts.map { _ in [.nan, 0] } })
        var third = try VariationFilter(models: nan)
        #expect(try verdicts(&third, ["Words that are long enough"]) == [.rejected(.nearDuplicate)])
    }
}
