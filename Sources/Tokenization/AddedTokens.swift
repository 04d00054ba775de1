/// A token that is found in the text itself, before words are.
struct AddedToken: Equatable, Sendable {
    var id: Int32
    var content: String
    /// Only where no letter, digit, mark or underscore touches it.
    var singleWord: Bool
    /// Takes the white space before it along.
    var lstrip: Bool
    /// Takes the white space after it along.
    var rstrip: Bool
    /// Looked for in normalized text, in its normalized form; otherwise in the text as it came.
    var normalized: Bool
}

/// A set of added tokens that are looked for in the same text.
///
/// Matches are found from the left, the longest at each place, and never overlap; one that `singleWord` forbids still uses up its
/// bytes. Source: `AddedVocabulary::find_matches` of Hugging Face `tokenizers`, whose oddities are kept since ids depend on them.
struct AddedTokenSet: Sendable {
    /// From content to index in `tokens`.
    fileprivate private(set) var trie = ByteTrie()
    fileprivate private(set) var tokens: [AddedToken] = []
    fileprivate private(set) var isFirstByte = [Bool](repeating: false, count: 256)

    var isEmpty: Bool { tokens.isEmpty }

    /// Adds `token`, to be found where `pattern` stands, which is not empty. False if the same pattern is in already.
    mutating func add(_ token: AddedToken, pattern: [UInt8]) -> Bool {
        guard let first = pattern.first, trie.insert(pattern, value: Int32(tokens.count)) == nil else { return false }
        isFirstByte[Int(first)] = true
        tokens.append(token)
        return true
    }
}

/// Splits a text at added tokens, piece by piece; nothing is copied.
struct AddedTokenPieces {
    enum Piece: Equatable {
        /// Text between added tokens, never empty.
        case text(Range<Int>)
        case token(Int32)
    }

    private let set: AddedTokenSet
    private let text: UnsafeBufferPointer<UInt8>
    private let table = ScalarTable.shared
    /// The next match is looked for from here on.
    private var searchPosition = 0
    /// What lies before has been handed over.
    private var consumed = 0
    /// A token whose preceding text was handed over first.
    private var pending: Int32?
    /// The white space that was last skipped, so that a run of it is read once however many tokens end in it.
    private var skipped = 0..<0

    /// - Parameter text: valid UTF-8, which outlives this value.
    init(_ set: AddedTokenSet, in text: UnsafeBufferPointer<UInt8>) {
        self.set = set
        self.text = text
        if set.isEmpty { searchPosition = text.count }
    }

    /// - Parameter steps: grows by the number of bytes that look-ups have read.
    mutating func next(steps: inout Int) -> Piece? {
        if let id = pending {
            pending = nil
            return .token(id)
        }
        while let (match, index) = findMatch(steps: &steps) {
            let token = set.tokens[index]
            if token.singleWord, isTouched(match) { continue }
            // A token that takes white space along after itself may have taken the beginning of this one.
            let start = token.lstrip ? startOfWhitespace(before: match.lowerBound) : match.lowerBound
            let before = consumed..<max(consumed, start)
            consumed = token.rstrip ? endOfWhitespace(from: match.upperBound) : match.upperBound
            if before.isEmpty { return .token(token.id) }
            pending = token.id
            return .text(before)
        }
        guard consumed < text.count else { return nil }
        defer { consumed = text.count }
        return .text(consumed..<text.count)
    }

    private mutating func findMatch(steps: inout Int) -> (Range<Int>, index: Int)? {
        while searchPosition < text.count {
            let start = searchPosition
            if set.isFirstByte[Int(text[start])],
                let match = set.trie.longestMatch(in: text, start..<text.count, steps: &steps)
            {
                searchPosition = match.end
                return (start..<match.end, Int(match.value))
            }
            searchPosition += 1
        }
        return nil
    }

    private func isTouched(_ match: Range<Int>) -> Bool {
        if match.lowerBound > 0 {
            let before = text.scalar(endingAt: match.lowerBound, notBefore: 0).value
            if table.flags(before).contains(.wordCharacter) { return true }
        }
        guard match.upperBound < text.count else { return false }
        return table.flags(text.scalar(at: match.upperBound).value).contains(.wordCharacter)
    }

    /// Not below what is consumed: that is gone.
    private func startOfWhitespace(before position: Int) -> Int {
        var start = position
        while start > consumed {
            let (scalar, length) = text.scalar(endingAt: start, notBefore: consumed)
            guard table.flags(scalar).contains(.whitespace) else { break }
            start -= length
        }
        return max(start, consumed)
    }

    private mutating func endOfWhitespace(from position: Int) -> Int {
        if skipped.contains(position) { return skipped.upperBound }
        var end = position
        while end < text.count {
            let (scalar, length) = text.scalar(at: end)
            guard table.flags(scalar).contains(.whitespace) else { break }
            end += length
        }
        skipped = position..<end
        return end
    }
}
