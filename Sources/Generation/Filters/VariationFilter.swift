import LabeledData

// What stands between a generator and the training data.
//
// Rules are asked from the cheap to the dear, and the first that fails is recorded: schema, length, meta text, copy, near-duplicate, drift.
// The last, the learner's label, rejects nothing: a learner that disagrees with a model is the case that a person should see, and binning
// it would teach the learner nothing but what it knows.
//
// The filter remembers what it kept (accepted or waiting for a person), over all sources: what comes later is compared with it. Hence the
// order of the sources matters, and `GenerationRun` keeps it. Texts of the development and gate sets are known from the start and never
// pass, neither as they stand nor, with an embedder, nearly so.
//
// Nothing is ever added, repaired or copied to reach k.

package struct VariationFilter: Sendable {
    private let settings: FilterSettings
    private let models: FilterModels
    private let heldOut: Set<NormalizedText>
    private let heldOutVectors: [[Float]]
    private var kept = KeptTexts()

    /// - Parameter heldOut: Texts of development and gate sets.
    package init(
        settings: FilterSettings = FilterSettings(), models: FilterModels = .none, heldOut: [String] = []
    ) throws(GenerationError) {
        self.settings = settings
        self.models = models
        self.heldOut = Set(heldOut.map(NormalizedText.init))
        heldOutVectors = try models.embed?(heldOut) ?? []
    }

    /// Judges what a generator wrote for `task`, and remembers what is kept.
    package mutating func judge(_ texts: [String], for task: VariationTask) throws(GenerationError) -> [FilteredVariation] {
        let source = NormalizedText(task.source)
        var drafts = texts.enumerated().map { Draft(text: $1, index: $0) }
        for index in drafts.indices { checkWords(&drafts[index], task, source) }

        // Models are asked once for all that is still in the race.
        let open = drafts.indices.filter { drafts[$0].failed == nil }
        var vectors: [[Float]] = []
        if let embed = models.embed, !open.isEmpty {
            vectors = try embed([task.source] + open.map { drafts[$0].text })
            guard vectors.count == open.count + 1 else { throw .embedding(reason: "\(vectors.count) vectors for \(open.count + 1) texts") }
        }
        var scores: [[Float]] = []
        if let classify = models.classify, !open.isEmpty {
            scores = try classify(open.map { drafts[$0].text })
            guard scores.count == open.count, scores.allSatisfy({ $0.count == SafetyClass.count }) else {
                throw .classification(reason: "the learner has other classes than the six")
            }
        }
        for (place, index) in open.enumerated() {
            let vector = vectors.isEmpty ? nil : vectors[place + 1]
            checkCopy(&drafts[index], source)
            checkNearness(&drafts[index], source, vector, sourceVector: vectors.first)
            checkDrift(&drafts[index])
            checkLabel(&drafts[index], task, scores.isEmpty ? nil : scores[place])
            if drafts[index].failed == nil { kept.keep(drafts[index].normalized, vector: vector) }
        }
        return drafts.map(\.result)
    }

    /// Remembers variations that an earlier run kept.
    package mutating func restore(kept texts: [String]) throws(GenerationError) {
        let vectors = try models.embed?(texts)
        for (index, text) in texts.enumerated() { kept.keep(NormalizedText(text), vector: vectors?[index]) }
    }

    /// A variation on its way through the rules.
    private struct Draft {
        let text: String
        let index: Int
        let normalized: NormalizedText
        var findings: [(rule: FilterRule, finding: String)] = []
        var failed: FilterRule?
        var needsReview = false
        var sourceCosine: Float?
        var learner: (label: SafetyClass, score: Float)?

        init(text: String, index: Int) {
            self.text = text
            self.index = index
            normalized = NormalizedText(text)
        }

        /// Records the rule's finding unless an earlier rule has failed.
        mutating func check(_ rule: FilterRule, _ objection: String?) {
            guard failed == nil else { return }
            findings.append((rule, objection ?? "passed"))
            if objection != nil { failed = rule }
        }

        mutating func skip(_ rule: FilterRule) {
            if failed == nil { findings.append((rule, "not asked")) }
        }

        var result: FilteredVariation {
            FilteredVariation(
                text: text, index: index, verdict: failed.map { .rejected($0) } ?? (needsReview ? .needsReview : .accepted),
                findings: findings, sourceCosine: sourceCosine, learner: learner)
        }
    }

    private func checkWords(_ draft: inout Draft, _ task: VariationTask, _ source: NormalizedText) {
        var schema: String?
        if draft.index >= task.count { schema = "\(task.count) were asked for" }
        if draft.text.unicodeScalars.contains(where: { $0 == "\0" || $0 == "\u{FFFD}" }) { schema = "it holds a character that is no text" }
        draft.check(.schema, schema)
        draft.check(.length, settings.length.objection(draft.text, source: task.source))
        draft.check(.metaText, metaTextObjection(draft.text))
        checkCopy(&draft, source, isFirstLook: true)
    }

    /// Looked at twice: before the models are asked, and again when the variations before it have been judged.
    private func checkCopy(_ draft: inout Draft, _ source: NormalizedText, isFirstLook: Bool = false) {
        var objection: String?
        if draft.normalized.words.isEmpty {
            objection = "it has no words"
        } else if draft.normalized == source {
            objection = "it is the source"
        } else if heldOut.contains(draft.normalized) {
            objection = "it is a text of the held-out sets"
        } else if kept.holds(draft.normalized) {
            objection = "it is an earlier variation"
        }
        if objection != nil || !isFirstLook { draft.check(.copy, objection) }
    }

    private func checkNearness(_ draft: inout Draft, _ source: NormalizedText, _ vector: [Float]?, sourceVector: [Float]?) {
        guard let vector, let sourceVector else {
            let grams = NGramSet(draft.normalized)
            let (own, other) = (grams.overlap(NGramSet(source)), kept.nearestOverlap(grams))
            let bound = settings.duplicateOverlap
            let objection: String? =
                own >= bound
                ? "overlap \(rounded(own)) with the source"
                : other >= bound ? "overlap \(rounded(other)) with an earlier variation" : nil
            return draft.check(.nearDuplicate, objection)
        }
        let own = cosine(vector, sourceVector)
        draft.sourceCosine = own
        let other = kept.nearestCosine(vector)
        let held = heldOutVectors.reduce(-1) { max($0, cosine($1, vector)) }
        let bound = settings.duplicateCosine
        var objection: String?
        if !own.isFinite {
            objection = "its embedding is not a number"
        } else if own >= bound {
            objection = "cosine \(rounded(own)) with the source"
        } else if other >= bound {
            objection = "cosine \(rounded(other)) with an earlier variation"
        } else if held >= bound {
            objection = "cosine \(rounded(held)) with a text of the held-out sets"
        }
        draft.check(.nearDuplicate, objection)
    }

    private func checkDrift(_ draft: inout Draft) {
        guard let own = draft.sourceCosine else { return draft.skip(.drift) }
        let bound = settings.driftCosine
        draft.check(.drift, own < bound ? "cosine \(rounded(own)) with the source, at least \(rounded(bound)) is asked" : nil)
    }

    private func checkLabel(_ draft: inout Draft, _ task: VariationTask, _ scores: [Float]?) {
        guard draft.failed == nil else { return }
        guard let scores, let best = SafetyClass.allCases.max(by: { scores[$0.index] < scores[$1.index] }) else {
            return draft.skip(.label)
        }
        draft.learner = (best, scores[best.index])
        draft.needsReview = best != task.label
        draft.findings.append((.label, best == task.label ? "passed" : "the learner says '\(best.name)', '\(task.label.name)' is meant"))
    }
}

/// Two decimals, cut so that a value below a bound does not read as the bound.
private func rounded(_ value: Float) -> String {
    guard value.isFinite else { return "–" }
    let hundredths = Int((value * 100).rounded(.down))
    let text = String(hundredths.magnitude)
    return (hundredths < 0 ? "-" : "") + (text.count > 2 ? String(text.dropLast(2)) : "0") + "." + String("0" + text).suffix(2)
}
