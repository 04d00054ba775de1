import LabeledData

// Text about the task instead of a message: openings of an assistant, numbering, the name of a class written as a tag, pieces of the
// prompt or of JSON. A sentence that merely mentions such words passes: what is looked for stands where only a machine writes it.

/// Why `text` is no message of a person; nil when nothing speaks against it.
package func metaTextObjection(_ text: String) -> String? {
    let lowered = text.lowercased().replacing("’", with: "'")
    let start = lowered.drop { $0.isWhitespace || $0 == "*" || $0 == "\"" || $0 == "“" }
    for opening in assistantOpenings where start.hasPrefix(opening) { return "it begins as an assistant does: '\(opening)'" }
    for phrase in assistantPhrases where lowered.contains(phrase) { return "it speaks of the task: '\(phrase)'" }
    if let marker = numbering(start) { return "it begins with the number '\(marker)'" }
    if let tag = labelTag(lowered) { return "it carries the label as a tag: '\(tag)'" }
    for piece in [VariationTemplate.opening, VariationTemplate.closing, "```", "\"variations\"", "{\"text\""] where text.contains(piece) {
        return "it holds a piece of the prompt or of JSON: '\(piece)'"
    }
    return nil
}

private let assistantOpenings = [
    "here are", "here is a variation", "here's a variation", "sure, here", "sure! here", "certainly", "of course! here", "as an ai",
    "as a language model", "i'm sorry, but i can", "i cannot assist", "i can't assist", "variation:", "message:", "paraphrase:",
    "rewritten:",
    "source:", "label:", "category:", "output:",
]

private let assistantPhrases = [
    "as an ai language model", "as a language model", "variations of the", "variation of the source", "the source message",
    "safety classifier", "same label as",
]

/// "1.", "2)", "(3)", "- ", "variation 4:", at the beginning; a number that is part of the sentence ("2 weeks ago") is none.
private func numbering(_ start: Substring) -> String? {
    var rest = start
    let isWord = rest.hasPrefix("variation ")
    if isWord { rest = rest.dropFirst("variation ".count) }
    if rest.hasPrefix("- ") || rest.hasPrefix("• ") { return String(rest.prefix(1)) }
    let isOpened = rest.hasPrefix("(")
    if isOpened { rest = rest.dropFirst() }
    let digits = rest.prefix { $0.isASCII && $0.isNumber }
    guard (1...2).contains(digits.count) else { return nil }
    let after = rest.dropFirst(digits.count)
    guard let mark = after.first, mark == ")" || (!isOpened && (mark == "." || mark == ":")) else { return isWord ? String(digits) : nil }
    // "7.30 in the morning", "10:45 and still awake": a time or an amount.
    if let next = after.dropFirst().first, next.isNumber { return nil }
    return String(digits) + String(mark)
}

/// The name of a class as no person writes it: with a hyphen or underscore between words that are otherwise apart, in brackets, after a
/// hash, or at the beginning before a colon. "self-harm" in a sentence is English.
private func labelTag(_ lowered: String) -> String? {
    for label in SafetyClass.allCases {
        let spellings = [label.name, label.name.replacing("-", with: "_")]
        let spaced = label.name.replacing("-", with: " ")
        for spelling in spellings where lowered.contains(spelling) && (label != .selfHarm || spelling.contains("_")) { return spelling }
        for spelling in spellings + [spaced] {
            for tag in ["[\(spelling)]", "(\(spelling))", "#\(spelling)", "<\(spelling)>"] where lowered.contains(tag) { return tag }
            if lowered.hasPrefix(spelling + ":") { return spelling + ":" }
        }
    }
    return nil
}
