/// Sentences and clauses in another order.
enum ClauseOrder {
    private static let joints = WordingTable(
        ["because", "if", "when", "after", "although", "even though", "while", "unless", "before"].map { ($0, [$0]) })

    /// The last sentence first; one sentence has no other order.
    static func rotatingSentences(_ text: String) -> String? {
        let sentences = sentences(text)
        guard sentences.count >= 2, let last = sentences.last else { return nil }
        return ([last] + sentences.dropLast()).joined(separator: " ")
    }

    /// "A because B." as "Because B, A."
    static func swappingClauses(_ text: String) -> String? {
        guard sentences(text).count == 1 else { return nil }
        let mark = text.last.flatMap { ".!?".contains($0) ? String($0) : nil } ?? ""
        let words = WordText(mark.isEmpty ? text : String(text.dropLast()))
        for match in joints.matches(words) {
            let (main, clause) = (0..<match.range.lowerBound, match.range.upperBound..<words.words.count)
            guard main.count >= 2, clause.count >= 2, !words.text(clause).contains(","), !words.text(clause).contains("?") else { continue }
            let joint = words.text(match.range).lowercased()
            return joint.prefix(1).uppercased() + joint.dropFirst() + " " + words.text(clause) + ", " + loweringFirst(words.text(main))
                + mark
        }
        return nil
    }

    static func sentences(_ text: String) -> [String] {
        var result: [String] = []
        var current = ""
        let characters = Array(text)
        for (index, character) in characters.enumerated() {
            current.append(character)
            let next = index + 1 < characters.count ? characters[index + 1] : " "
            if ".!?".contains(character), next.isWhitespace {
                let sentence = current.trimmingSpaces()
                if !sentence.isEmpty { result.append(String(sentence)) }
                current = ""
            }
        }
        let rest = current.trimmingSpaces()
        return rest.isEmpty ? result : result + [String(rest)]
    }

    /// The first letter small, unless it is "I" or the beginning of a name in capitals.
    static func loweringFirst(_ text: String) -> String {
        guard let first = text.first, first.isUppercase else { return text }
        let word = text.prefix { $0.isLetter || $0 == "'" || $0 == "’" }
        if word == "I" || word.hasPrefix("I'") || word.hasPrefix("I’") || word.dropFirst().contains(where: \.isUppercase) { return text }
        return first.lowercased() + text.dropFirst()
    }
}

extension StringProtocol {
    func trimmingSpaces() -> Self.SubSequence {
        var rest = drop(while: \.isWhitespace)
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        return rest
    }
}
