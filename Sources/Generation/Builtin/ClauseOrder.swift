/// Sentences and clauses in another order.
enum ClauseOrder {
    private static let joints = ["because", "if", "when", "after", "although", "even though", "while", "unless", "before"]

    /// The last sentence first; one sentence has no other order.
    static func rotatingSentences(_ text: String) -> String? {
        let sentences = sentences(text)
        guard sentences.count >= 2, let last = sentences.last else { return nil }
        return ([last] + sentences.dropLast()).joined(separator: " ")
    }

    /// "A because B." as "Because B, A."
    static func swappingClauses(_ text: String) -> String? {
        guard sentences(text).count == 1 else { return nil }
        var body = text[...]
        let mark = body.last.flatMap { ".!?".contains($0) ? String($0) : nil } ?? ""
        if !mark.isEmpty { body = body.dropLast() }
        for joint in joints {
            guard let range = WordEdits.firstWordRange(of: joint, in: String(body)) else { continue }
            let content = String(body)
            let main = content[..<range.lowerBound].trimmingSpacesAndCommas()
            let clause = content[range.upperBound...].trimmingSpacesAndCommas()
            guard main.split(separator: " ").count >= 2, clause.split(separator: " ").count >= 2, !clause.contains(","),
                !clause.contains("?")
            else { continue }
            return joint.prefix(1).uppercased() + joint.dropFirst() + " " + clause + ", " + loweringFirst(String(main)) + mark
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
    func trimmingSpaces() -> Self.SubSequence { trimming { $0.isWhitespace } }
    func trimmingSpacesAndCommas() -> Self.SubSequence { trimming { $0.isWhitespace || $0 == "," } }

    private func trimming(_ isOuter: (Character) -> Bool) -> Self.SubSequence {
        var rest = drop(while: isOuter)
        while let last = rest.last, isOuter(last) { rest.removeLast() }
        return rest
    }
}
