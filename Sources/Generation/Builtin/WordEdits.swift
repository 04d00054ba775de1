/// Changes of words inside a text. All keep whole words whole and a capital at the beginning a capital.
enum WordEdits {
    /// Replaces up to `limit` wordings by others of their row, drawn from those that occur.
    static func synonyms(_ text: String, limit: Int, _ draws: inout SeededDraws) -> String {
        var places: [(phrase: String, row: [String])] = []
        for row in Phrases.interchangeable {
            for phrase in row where firstWordRange(of: phrase, in: text) != nil { places.append((phrase, row)) }
        }
        // Longer ones first, so that "how do i" is not taken apart by "do".
        places = draws.shuffled(places).sorted { $0.phrase.utf8.count > $1.phrase.utf8.count }
        var result = text
        var done = 0
        for place in places where done < limit {
            let others = place.row.filter { $0 != place.phrase }
            guard let range = firstWordRange(of: place.phrase, in: result) else { continue }
            result.replaceSubrange(range, with: cased(draws.pick(others), like: result[range]))
            done += 1
        }
        return result
    }

    static func expandingContractions(_ text: String) -> String {
        Phrases.contractions.reduce(text.replacing("’", with: "'")) { replacingAll($1.short, in: $0, with: $1.long) }
    }

    static func contracting(_ text: String) -> String {
        Phrases.contractions.reduce(text) { replacingAll($1.long, in: $0, with: $1.short) }
    }

    static func chatSpelling(_ text: String) -> String {
        let lowered = text.lowercased().replacing("’", with: "'")
        let short = Phrases.chatSpellings.sorted { $0.full.utf8.count > $1.full.utf8.count }
            .reduce(lowered) { replacingAll($1.full, in: $0, with: $1.chat) }
        return short.filter { $0 != "'" && $0 != "," }
    }

    static func withoutFillers(_ text: String) -> String {
        Phrases.fillers.reduce(text) { text, filler in
            var result = text
            while let range = firstWordRange(of: filler, in: result) {
                let end = result[range.upperBound...].firstIndex { $0 != " " } ?? result.endIndex
                result.removeSubrange(range.lowerBound..<end)
            }
            return result
        }
    }

    /// Two to four slips of the hand: letters that changed places, one left out, one struck twice.
    static func typos(_ text: String, _ draws: inout SeededDraws) -> String {
        var words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        let long = words.indices.filter { words[$0].count >= 5 && words[$0].allSatisfy(\.isLetter) }
        for index in draws.shuffled(long).prefix(2 + draws.draw(below: 3)) {
            var letters = Array(words[index])
            let place = 1 + draws.draw(below: letters.count - 3)
            switch draws.draw(below: 3) {
            case 0: letters.swapAt(place, place + 1)
            case 1: letters.remove(at: place)
            default: letters.insert(letters[place], at: place)
            }
            words[index] = String(letters)
        }
        return words.joined(separator: " ")
    }

    private static func replacingAll(_ phrase: String, in text: String, with replacement: String) -> String {
        var result = text
        var start = result.startIndex
        while let range = firstWordRange(of: phrase, in: result, from: start) {
            let offset = result.distance(from: result.startIndex, to: range.lowerBound)
            let new = cased(replacement, like: result[range])
            result.replaceSubrange(range, with: new)
            start = result.index(result.startIndex, offsetBy: min(offset + new.count, result.count))
        }
        return result
    }

    /// Where `phrase` stands with no letter or digit on either side, case aside.
    static func firstWordRange(of phrase: String, in text: String, from start: String.Index? = nil) -> Range<String.Index>? {
        let wanted = Array(phrase)
        var index = start ?? text.startIndex
        var before: Character? = index > text.startIndex ? text[text.index(before: index)] : nil
        while index < text.endIndex {
            if !isWordCharacter(before), let end = match(wanted, text, index), end == text.endIndex || !isWordCharacter(text[end]) {
                return index..<end
            }
            before = text[index]
            index = text.index(after: index)
        }
        return nil
    }

    private static func match(_ wanted: [Character], _ text: String, _ start: String.Index) -> String.Index? {
        var index = start
        for character in wanted {
            guard index < text.endIndex else { return nil }
            let found = text[index] == "’" ? "'" : text[index]
            guard found == character || found.lowercased() == String(character) else { return nil }
            index = text.index(after: index)
        }
        return index
    }

    private static func isWordCharacter(_ character: Character?) -> Bool {
        guard let character else { return false }
        return character.isLetter || character.isNumber || character == "'" || character == "’" || character == "-"
    }

    /// "i" is upper case wherever it stands alone; a capital at the beginning is kept.
    private static func cased(_ replacement: String, like original: Substring) -> String {
        var result = replacement
        if result == "i" || result.hasPrefix("i ") || result.hasPrefix("i'") { result = "I" + result.dropFirst() }
        if original.first?.isUppercase == true, original != "I", !original.hasPrefix("I ") || original.count == 1 {
            result = result.prefix(1).uppercased() + result.dropFirst()
        } else if original.hasPrefix("I") {
            result = result.prefix(1).uppercased() + result.dropFirst()
        }
        return result.replacing(" i ", with: " I ")
    }
}
