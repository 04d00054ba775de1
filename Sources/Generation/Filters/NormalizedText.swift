/// A text without what does not make it another text: case, punctuation, accents written in either way, and white space.
package struct NormalizedText: Hashable, Sendable {
    /// Words in lower case with one space between them.
    package let words: String

    package init(_ text: String) {
        var result = String.UnicodeScalarView()
        var isPending = false
        for character in text.lowercased() {
            // Whole characters: their equality is canonical equivalence, and so is that of the words.
            guard character.isLetter || character.isNumber || character.isSymbol && !character.isASCII else {
                // An apostrophe inside a word is no boundary: "don't" and "dont" are one.
                if character != "'" && character != "’" { isPending = !result.isEmpty }
                continue
            }
            if isPending { result.append(" ") }
            isPending = false
            result.append(contentsOf: character.unicodeScalars)
        }
        words = String(result)
    }

    package var count: Int { words.isEmpty ? 0 : words.split(separator: " ").count }
}
