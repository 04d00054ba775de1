/// Changes of words inside a text.
enum WordEdits {
    private static let synonyms = WordingTable(
        Phrases.interchangeable.flatMap { row in row.map { wording in (wording, row.filter { $0 != wording }) } })
    private static let contractions = WordingTable(Phrases.contractions.map { ($0.long, [$0.short]) })
    private static let expansions = WordingTable(Phrases.contractions.map { ($0.short, [$0.long]) })
    private static let chatSpellings = WordingTable(Phrases.chatSpellings.map { ($0.full, [$0.chat]) })
    private static let fillers = WordingTable(Phrases.fillers.map { ($0, [""]) })

    /// Replaces up to `limit` wordings by others of their row, both drawn.
    static func synonyms(_ text: String, limit: Int, _ draws: inout SeededDraws) -> String {
        var words = WordText(text)
        let chosen = draws.shuffled(synonyms.matches(words)).prefix(limit).sorted { $0.range.lowerBound > $1.range.lowerBound }
        for match in chosen { words.replace(match.range, with: draws.pick(match.replacements)) }
        return words.text
    }

    static func expandingContractions(_ text: String) -> String { expansions.applied(to: text) }

    static func contracting(_ text: String) -> String { contractions.applied(to: text) }

    static func chatSpelling(_ text: String) -> String {
        chatSpellings.applied(to: text.lowercased()).filter { $0 != "'" && $0 != "’" && $0 != "," }
    }

    static func withoutFillers(_ text: String) -> String {
        var words = WordText(text)
        for match in fillers.matches(words).reversed() {
            for index in match.range.reversed() where words.words.count > 1 { words.remove(index) }
        }
        return words.text
    }

    /// Two to four slips of the hand: letters that changed places, one left out, one struck twice. Digits and short words stay.
    static func typos(_ text: String, _ draws: inout SeededDraws) -> String {
        var words = WordText(text)
        let long = words.words.indices.filter { words.words[$0].count >= 5 && words.words[$0].allSatisfy(\.isLetter) }
        for index in draws.shuffled(long).prefix(2 + draws.draw(below: 3)) {
            var letters = Array(words.words[index])
            let place = 1 + draws.draw(below: letters.count - 3)
            switch draws.draw(below: 3) {
            case 0: letters.swapAt(place, place + 1)
            case 1: letters.remove(at: place)
            default: letters.insert(letters[place], at: place)
            }
            words.words[index] = String(letters)
        }
        return words.text
    }
}
