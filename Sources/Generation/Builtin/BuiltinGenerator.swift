package import JSONParsing
import LabeledData
package import OSThreads

// Paraphrases by rule, offline. Not what a language model writes: nothing in them is new but wording, order and manner. They serve where
// there is no endpoint, in tests and in the first round on a fresh machine, and are marked by their generator's name wherever they go.
//
// One variation is: another order of sentences or clauses where there is one, some wordings exchanged, then the manner of its register
// (spelling, contractions, a frame before and after). Every choice is drawn from the seed and the source. Per place of the plan several are
// drawn and the one least like the source and those before it is kept, by their runs of four letters: surface changes alone leave an
// embedding where it was, and the filters would take it for a copy.
//
// No rule touches a negation, a number, or what the message is about; frames say nothing of a topic; words of another person are never put
// around a message of self-harm, which would be another class. A draw that comes out like the source or an earlier one is dropped, so there
// may be fewer than k.

package struct BuiltinGenerator: VariationGenerator {
    package let name = "builtin"
    package let model = "rules-1"
    package let parameters: JSONValue

    /// Drawn for each place of the plan.
    private static let draftsPerPlace = 6

    package init() { parameters = ["drafts": .int(Self.draftsPerPlace)] }

    package func generate(_ task: VariationTask, stop: StopSignal) throws(GenerationError) -> GenerationOutcome {
        guard task.relation == .sameLabel else { throw .unsupportedRelation(generator: name, relation: task.relation.name) }
        return .answered(GeneratedTexts(texts: Self.variations(task)))
    }

    private static func variations(_ task: VariationTask) -> [String] {
        var draws = SeededDraws(seed: task.seed, text: task.source)
        let source = tidied(task.source)
        var seen: Set<NormalizedText> = [NormalizedText(task.source)]
        var grams = [NGramSet(NormalizedText(source))]
        var result: [String] = []
        for entry in task.plan.entries {
            var best: (text: String, normalized: NormalizedText, grams: NGramSet, likeness: Float)?
            for _ in 0..<draftsPerPlace {
                let text = draft(source, entry, &draws)
                let normalized = NormalizedText(text)
                guard !normalized.words.isEmpty, !seen.contains(normalized) else { continue }
                let own = NGramSet(normalized)
                let likeness = grams.reduce(0) { max($0, $1.overlap(own)) }
                if likeness < best?.likeness ?? 2 { best = (text, normalized, own, likeness) }
            }
            guard let best else { continue }
            seen.insert(best.normalized)
            grams.append(best.grams)
            result.append(best.text)
        }
        return result
    }

    private static func draft(_ source: String, _ entry: VariationPlan.Entry, _ draws: inout SeededDraws) -> String {
        var text = source
        if draws.chance(60) { text = ClauseOrder.rotatingSentences(text) ?? ClauseOrder.swappingClauses(text) ?? text }
        let words = text.split(separator: " ").count
        text = WordEdits.synonyms(text, limit: 2 + words / 6 + draws.draw(below: 3), &draws)
        let isQuestion = text.contains("?") || beginsAsQuestion(text)
        switch entry.register {
        case .plain: if draws.chance(50) { text = WordEdits.contracting(text) }
        case .formal: text = WordEdits.expandingContractions(text)
        case .terse: text = terse(WordEdits.contracting(WordEdits.withoutFillers(text)))
        case .casual: text = WordEdits.chatSpelling(text)
        case .withTypos: text = WordEdits.typos(text.lowercased(), &draws)
        case .rambling, .secondHand: break
        }
        text = framed(text, draws.pick(Frame.all(entry.register, isQuestion: isQuestion)))
        switch entry.register {
        case .casual, .withTypos:
            text = text.lowercased()
            if text.last == "." { text.removeLast() }
        case .plain, .formal, .rambling, .secondHand: text = text.prefix(1).uppercased() + text.dropFirst()
        case .terse: break
        }
        return text
    }

    private static func framed(_ text: String, _ frame: Frame) -> String {
        var result = text
        if frame.before.hasSuffix("\"") { return frame.before + result + frame.after }
        if !frame.before.isEmpty { result = frame.before + " " + (frame.isSentence ? result : ClauseOrder.loweringFirst(result)) }
        guard !frame.after.isEmpty else { return result }
        if let last = result.last, !".!?".contains(last) { result += "." }
        return result + " " + frame.after
    }

    /// Without the words that open a question or a sentence politely, and without the full stop.
    private static func terse(_ text: String) -> String {
        let openings = [
            "can anybody tell me", "can anyone tell me", "does anyone know", "does anybody here know", "could you tell me",
            "i was wondering",
            "i would like to know", "can you tell me", "hi all", "hello", "hi", "hey",
        ]
        var result = text
        for opening in openings {
            let rest = result.dropFirst(opening.count)
            guard result.lowercased().hasPrefix(opening), rest.first?.isLetter != true else { continue }
            result = String(rest.drop { $0.isWhitespace || $0.isPunctuation })
        }
        if result.last == "." { result.removeLast() }
        return result.isEmpty ? text : result
    }

    private static func beginsAsQuestion(_ text: String) -> Bool {
        let first = text.lowercased().prefix { $0.isLetter }
        return [
            "how", "what", "why", "when", "where", "who", "which", "can", "could", "should", "is", "are", "am", "do", "does", "did", "will",
            "would", "has", "have", "any", "anyone",
        ].contains(String(first))
    }

    private static func tidied(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
