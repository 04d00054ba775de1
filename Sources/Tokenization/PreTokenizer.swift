/// Normalized text to words: the `pre_tokenizer` of a `tokenizer.json`.
package enum PreTokenizer: Sendable {
    /// The whole text is one word.
    case none
    /// White space parts words and is dropped; every punctuation mark is a word of its own.
    ///
    /// Source: `BertPreTokenizer` of Hugging Face `tokenizers`. Punctuation is all of ASCII's, and Unicode's category P.
    case bert
    /// GPT-2's words, in which white space stays, or the whole text as one word; a text may get a space before it if it has none.
    ///
    /// Source: `ByteLevel` of Hugging Face `tokenizers`.
    case byteLevel(addsPrefixSpace: Bool, splitsWords: Bool)

    /// The words of `text`, for tools and tests.
    package func words(of text: String) -> [String] {
        var words: [String] = []
        var text = text
        text.withUTF8 { bytes in
            forEachWord(of: bytes) { word, bytes in words.append(String(decoding: bytes[word], as: UTF8.self)) }
        }
        return words
    }

    /// Calls `body` with each word's place and the bytes that it is a place in, which are gone when `body` returns.
    ///
    /// - Parameter text: valid UTF-8.
    @inline(__always)
    func forEachWord(of text: UnsafeBufferPointer<UInt8>, _ body: (Range<Int>, UnsafeBufferPointer<UInt8>) -> Void) {
        guard let first = text.first else { return }
        switch self {
        case .none: body(0..<text.count, text)
        case .bert:
            var words = BertWords(text)
            while let word = words.next() { body(word, text) }
        case .byteLevel(let addsPrefixSpace, let splitsWords):
            let space = UInt8(ascii: " ")
            guard addsPrefixSpace, first != space else { return Self.forEachByteLevelWord(of: text, splitsWords, body) }
            var prefixed: [UInt8] = []
            prefixed.reserveCapacity(text.count + 1)
            prefixed.append(space)
            prefixed.append(contentsOf: text)
            prefixed.withUnsafeBufferPointer { Self.forEachByteLevelWord(of: $0, splitsWords, body) }
        }
    }

    @inline(__always)
    private static func forEachByteLevelWord(
        of text: UnsafeBufferPointer<UInt8>, _ splitsWords: Bool, _ body: (Range<Int>, UnsafeBufferPointer<UInt8>) -> Void
    ) {
        guard splitsWords else { return body(0..<text.count, text) }
        var words = ByteLevelWords(text)
        while let word = words.next() { body(word, text) }
    }
}

/// Finds BERT's words one after another; nothing is copied.
struct BertWords {
    private let table = ScalarTable.shared
    private let text: UnsafeBufferPointer<UInt8>
    private var position = 0

    /// - Parameter text: valid UTF-8, which outlives this value.
    init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

    /// The next word's bytes in the text, never empty; nil at the end.
    mutating func next() -> Range<Int>? {
        var start = position
        while position < text.count {
            let (kind, length) = kind(at: position)
            switch kind {
            case .letter: position += length
            case .whitespace where position == start:
                position += length
                start = position
            case .punctuation where position == start:
                position += length
                return start..<position
            case .whitespace, .punctuation: return start..<position
            }
        }
        return start < position ? start..<position : nil
    }

    private enum Kind {
        case letter
        case whitespace
        case punctuation
    }

    @inline(__always)
    private func kind(at position: Int) -> (Kind, length: Int) {
        switch text[position] {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return (.letter, 1)
        case UInt8(ascii: " "): return (.whitespace, 1)
        default:
            let (scalar, length) = text.scalar(at: position)
            let flags = table.flags(scalar)
            if flags.contains(.whitespace) { return (.whitespace, length) }
            return (flags.contains(.punctuation) ? .punctuation : .letter, length)
        }
    }
}
