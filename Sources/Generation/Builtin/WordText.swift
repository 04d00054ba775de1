/// A text as its words and what stands between them, so that wordings are found by looking up words and not by scanning letters.
///
/// `gaps[i]` stands before `words[i]`, the last gap after all: together they are the text, letter for letter.
struct WordText {
    var words: [String] = []
    var gaps: [String] = [""]

    init(_ text: String) {
        var word = ""
        var gap = ""
        for character in text {
            if Self.isWordCharacter(character) {
                if word.isEmpty {
                    gaps[gaps.count - 1] = gap
                    gap = ""
                }
                word.append(character)
            } else {
                if !word.isEmpty { close(&word) }
                gap.append(character)
            }
        }
        if !word.isEmpty { close(&word) }
        gaps[gaps.count - 1] = gap
    }

    private mutating func close(_ word: inout String) {
        words.append(word)
        gaps.append("")
        word = ""
    }

    var text: String { text(0..<words.count, outer: true) }

    /// The words of a range with the gaps between them; with the outer gaps too when asked for.
    func text(_ range: Range<Int>, outer: Bool = false) -> String {
        var result = outer ? gaps[range.lowerBound] : ""
        for index in range {
            result += words[index]
            if index + 1 < range.upperBound || outer { result += gaps[index + 1] }
        }
        return result
    }

    /// The words as a table of wordings spells them.
    var keys: [String] { words.map { $0.lowercased().replacing("’", with: "'") } }

    /// Puts one wording in the place of some words; it counts as one word from now on.
    mutating func replace(_ range: Range<Int>, with wording: String) {
        let cased = Self.cased(wording, like: words[range.lowerBound])
        words.replaceSubrange(range, with: [cased])
        gaps.removeSubrange((range.lowerBound + 1)..<range.upperBound)
    }

    mutating func remove(_ index: Int) {
        words.remove(at: index)
        // What follows a word at the beginning goes with it; elsewhere what stood before it.
        if index == 0 && gaps[1].allSatisfy({ $0 == " " || $0 == "," }) { gaps.remove(at: 1) } else { gaps.remove(at: index) }
    }

    private static func isWordCharacter(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "'" || character == "’" || character == "-"
    }

    /// "I" is upper case wherever it stands alone; a capital at the beginning stays one.
    private static func cased(_ wording: String, like original: String) -> String {
        var result = wording.replacing(" i ", with: " I ")
        if result == "i" || result.hasPrefix("i ") || result.hasPrefix("i'") { return "I" + result.dropFirst() }
        if original.first?.isUppercase == true, original != "I", !original.hasPrefix("I'"), !original.hasPrefix("I’") {
            result = result.prefix(1).uppercased() + result.dropFirst()
        }
        return result
    }
}

/// Wordings with what each may become, found by their first word.
struct WordingTable {
    struct Match {
        let range: Range<Int>
        /// One entry for a plain replacement, several to draw from.
        let replacements: [String]
    }

    private let byFirstWord: [String: [(words: [String], replacements: [String])]]

    init(_ entries: [(wording: String, replacements: [String])]) {
        var table: [String: [(words: [String], replacements: [String])]] = [:]
        for entry in entries {
            let words = entry.wording.split(separator: " ").map(String.init)
            if let first = words.first { table[first, default: []].append((words, entry.replacements)) }
        }
        byFirstWord = table.mapValues { $0.sorted { $0.words.count > $1.words.count } }
    }

    /// The wordings that occur, from the left, the longest at each place, none inside another.
    func matches(_ text: WordText) -> [Match] {
        let keys = text.keys
        var result: [Match] = []
        var index = 0
        while index < keys.count {
            let found = byFirstWord[keys[index]]?.first { entry in
                let end = index + entry.words.count
                return end <= keys.count && keys[index..<end].elementsEqual(entry.words)
                    && text.gaps[(index + 1)..<end].allSatisfy { $0 == " " }
            }
            guard let found else {
                index += 1
                continue
            }
            result.append(Match(range: index..<(index + found.words.count), replacements: found.replacements))
            index += found.words.count
        }
        return result
    }

    /// Replaces every wording by the first of its replacements.
    func applied(to text: String) -> String {
        var words = WordText(text)
        for match in matches(words).reversed() { words.replace(match.range, with: match.replacements[0]) }
        return words.text
    }
}
