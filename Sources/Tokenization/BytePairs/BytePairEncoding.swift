/// A word to the ids of its pieces: it begins as one token a byte; then, again and again, the two neighbours whose merge was learnt
/// first become one token, the leftmost of equal ones first, until no two neighbours merge.
///
/// The tokens of a word are a linked list in an array, in which a merged token keeps the place of its left part. All pairs that
/// merge wait in a queue by rank and place. A merge leaves entries behind that no longer fit; when one comes up, the pair that now
/// stands at its place has another rank, or none, and it is dropped. A word of `n` bytes takes at most `n - 1` merges, each of
/// which adds two entries at most: `O(n log n)`, however long the word is. Looking for the best pair of the whole list at every
/// step would be quadratic.
///
/// A byte that the vocabulary has no token for becomes the unknown token, or is left out if there is none.
///
/// Source: Sennrich, Haddow & Birch 2016, arXiv:1508.07909, §3.2. Matches `BPE` of Hugging Face `tokenizers` on the words of its
/// `ByteLevel` pre-tokenizer, without dropout, prefixes, suffixes and byte fallback.
struct BytePairEncoding: Sendable {
    /// Memory that one text's words share.
    struct Workspace {
        fileprivate var parts: [Part] = []
        fileprivate var queue = MergeQueue()
    }

    fileprivate struct Part {
        /// Negative when it has become part of its left neighbour.
        var id: Int32
        /// Negative at the start of the word.
        var previous: Int
        /// The count of parts at the end of the word.
        var next: Int
    }

    private let merges: MergeTable
    /// Of each byte; negative if it has none.
    private let byteIDs: [Int32]
    private let unknownID: Int32?
    private let fusesUnknown: Bool

    /// - Parameters:
    ///   - unknownID: what a byte without a token becomes.
    ///   - fusesUnknown: whether a run of such bytes is one unknown token.
    init(vocabulary: Vocabulary, merges: MergeTable, unknownID: Int32?, fusesUnknown: Bool) {
        self.merges = merges
        self.unknownID = unknownID
        self.fusesUnknown = fusesUnknown
        byteIDs = ByteAlphabet.tokens.map { vocabulary.id(of: $0) ?? -1 }
    }

    /// Appends the ids of one word.
    ///
    /// - Parameter steps: grows by the number of pairs looked up.
    func encode(
        _ word: Range<Int>, of text: UnsafeBufferPointer<UInt8>, into ids: inout [Int32], _ workspace: inout Workspace, steps: inout Int
    ) {
        workspace.parts.removeAll(keepingCapacity: true)
        var followsUnknown = false
        for byte in text[word] {
            var id = byteIDs[Int(byte)]
            if id < 0 {
                guard let unknownID, !(fusesUnknown && followsUnknown) else { continue }
                id = unknownID
                followsUnknown = true
            } else {
                followsUnknown = false
            }
            let count = workspace.parts.count
            workspace.parts.append(Part(id: id, previous: count - 1, next: count + 1))
        }
        if workspace.parts.count > 1 { merge(&workspace.parts, &workspace.queue, steps: &steps) }
        for part in workspace.parts where part.id >= 0 { ids.append(part.id) }
    }

    private func merge(_ parts: inout [Part], _ queue: inout MergeQueue, steps: inout Int) {
        queue.removeAll()
        for position in 0..<parts.count - 1 {
            guard let merge = merges.merge(parts[position].id, parts[position + 1].id) else { continue }
            queue.append(rank: merge.rank, position: position)
        }
        steps += parts.count
        queue.arrange()
        while let (rank, position) = queue.popFirst() {
            steps += 3
            let (left, next) = (parts[position].id, parts[position].next)
            guard left >= 0, next < parts.count, let merge = merges.merge(left, parts[next].id), merge.rank == rank else { continue }
            let after = parts[next].next
            parts[next].id = -1
            parts[position].id = merge.id
            parts[position].next = after
            if after < parts.count {
                parts[after].previous = position
                if let merge = merges.merge(merge.id, parts[after].id) { queue.insert(rank: merge.rank, position: position) }
            }
            let previous = parts[position].previous
            if previous >= 0, let merge = merges.merge(parts[previous].id, merge.id) {
                queue.insert(rank: merge.rank, position: previous)
            }
        }
    }
}
