/// A word to the ids of its pieces: from the left, always the longest token of the vocabulary that the rest begins with; pieces
/// after the first are looked up with a prefix ("##"). A word that does not come out whole, or is too long, is one unknown token.
///
/// All tokens lie in one trie; a piece inside a word starts at the node that the prefix leads to instead of at the root. A walk
/// reads at most the longest token's bytes, so a word costs at most its length times that, however long the word is.
///
/// Source: `WordPiece` of Hugging Face `tokenizers`.
struct WordPiece: Sendable {
    private let trie: ByteTrie
    private let unknownID: Int32
    private let maxInputCharsPerWord: Int
    /// Where tokens that continue a word begin; nil if the vocabulary has none.
    private let continuation: UInt32?

    /// - Parameter maxInputCharsPerWord: in scalars; a longer word is unknown.
    init(vocabulary: Vocabulary, unknownID: Int32, continuingSubwordPrefix: String, maxInputCharsPerWord: Int) {
        trie = vocabulary.trie
        self.unknownID = unknownID
        self.maxInputCharsPerWord = maxInputCharsPerWord
        continuation = trie.node(at: continuingSubwordPrefix.utf8)
    }

    /// Appends the ids of one word, which is not empty.
    ///
    /// - Parameter steps: grows by the number of bytes that look-ups have read.
    func encode(_ word: Range<Int>, of text: UnsafeBufferPointer<UInt8>, into ids: inout [Int32], steps: inout Int) {
        if word.count > maxInputCharsPerWord, text.scalarCount(in: word) > maxInputCharsPerWord { return ids.append(unknownID) }
        let countBefore = ids.count
        var node = ByteTrie.root
        var position = word.lowerBound
        while true {
            guard let piece = trie.longestMatch(from: node, in: text, position..<word.upperBound, steps: &steps) else { break }
            ids.append(piece.value)
            position = piece.end
            if position == word.upperBound { return }
            guard let continuation else { break }
            node = continuation
        }
        ids.removeLast(ids.count - countBefore)
        ids.append(unknownID)
    }
}
