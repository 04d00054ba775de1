/// Text to the token ids of a model, exactly as Hugging Face `tokenizers` gives them.
///
///     let tokenizer = try Tokenizer(tokenizerJSON: bytes)
///     tokenizer.encode("Hello, world").ids        // [101, 7592, 1010, 2088, 102] with BERT's uncased vocabulary
///
/// The steps, each a component of its own: added tokens that are taken from the raw text, the normalizer, added tokens that are
/// taken from normalized text, the pre-tokenizer, the model, the special tokens of the template. Text stays UTF-8 bytes
/// throughout; words are ranges of them.
///
/// Any text tokenizes, in time proportional to its length.
package final class Tokenizer: Sendable {
    private let vocabulary: Vocabulary
    private let rawTokens: AddedTokenSet
    private let normalizer: NormalizerSteps
    private let normalizedTokens: AddedTokenSet
    private let preTokenizer: PreTokenizer
    private let model: Model
    private let template: SpecialTokenTemplate

    /// Reads a `tokenizer.json`.
    ///
    /// What the file says of `truncation` and `padding` is not applied: a caller states its lengths, and batches are ragged.
    package convenience init(tokenizerJSON bytes: [UInt8]) throws(TokenizationError) {
        try self.init(TokenizerParts(tokenizerJSON: bytes))
    }

    /// Reads a `vocab.txt`, one token a line; everything else is as in BERT.
    ///
    /// - Parameters:
    ///   - lowercase: whether the model is an uncased one.
    ///   - stripAccents: nil means as `lowercase`.
    ///   - handleChineseChars: whether every ideograph is a word of its own.
    package convenience init(
        vocabularyText bytes: [UInt8], lowercase: Bool = true, stripAccents: Bool? = nil, handleChineseChars: Bool = true
    ) throws(TokenizationError) {
        let normalizer = Normalizer.bert(
            cleanText: true, handleChineseChars: handleChineseChars, stripAccents: stripAccents, lowercase: lowercase)
        try self.init(TokenizerParts(vocabularyText: bytes, normalizer: normalizer))
    }

    /// Reads a `vocab.json`, from token to id, and a `merges.txt`; everything else is as in RoBERTa.
    ///
    /// - Parameter addsPrefixSpace: whether a text is read as if a space stood before it.
    package convenience init(
        vocabularyJSON: [UInt8], mergesText: [UInt8], addsPrefixSpace: Bool = false
    ) throws(TokenizationError) {
        try self.init(TokenizerParts(vocabularyJSON: vocabularyJSON, mergesText: mergesText, addsPrefixSpace: addsPrefixSpace))
    }

    init(_ parts: TokenizerParts) throws(TokenizationError) {
        vocabulary = parts.vocabulary
        preTokenizer = parts.preTokenizer
        model = parts.model
        template = parts.template
        let normalizer = NormalizerSteps(parts.normalizer)
        self.normalizer = normalizer

        var rawTokens = AddedTokenSet()
        var normalizedTokens = AddedTokenSet()
        for (index, token) in parts.addedTokens.enumerated() {
            let path = "\(TokenizerLimits.jsonName): added_tokens[\(index)]"
            var content = Array(token.content.utf8)
            if token.normalized { content = content.withUnsafeBufferPointer { normalizer.normalized($0) } ?? content }
            guard !content.isEmpty else { throw .emptyToken(path: path) }
            let isNew = token.normalized ? normalizedTokens.add(token, pattern: content) : rawTokens.add(token, pattern: content)
            guard isNew else { throw .duplicateToken(path: path, token: token.content) }
        }
        self.rawTokens = rawTokens
        self.normalizedTokens = normalizedTokens
    }

    /// The highest id plus one: how many rows the model's embedding table needs.
    package var vocabularySize: Int { vocabulary.idLimit }

    /// How many ids the template adds to one sequence.
    package var specialTokenCount: Int { template.count }

    /// The text of a token, for tools; nil for an id that none has.
    package func token(_ id: Int32) -> String? { vocabulary.token(Int(id)) }

    /// The ids of one text, special tokens included.
    ///
    /// - Parameter maxTokens: at most so many ids in all; content is cut at its end, special tokens stay. At least
    ///   `specialTokenCount`.
    package func encode(_ text: String, maxTokens: Int? = nil) -> Encoding {
        let content = contentIDs(of: text).ids
        let kept = keptContent(content, maxTokens)
        return Encoding(ids: template.wrap(kept), isTruncated: kept.count < content.count)
    }

    /// The ids of one text as windows of at most `windowTokens` ids, special tokens included in each.
    ///
    /// - Parameters:
    ///   - windowTokens: more than `specialTokenCount`.
    ///   - stride: how many ids of content two neighbours share; less than a window's content.
    ///   - maxTokens: content that one sequence of so many ids would not hold is in no window. At least `specialTokenCount`.
    package func encodeWindows(_ text: String, windowTokens: Int, stride: Int, maxTokens: Int? = nil) -> WindowedEncoding {
        let size = windowTokens - specialTokenCount
        precondition(size > 0, "a window of \(windowTokens) tokens has no room beside \(specialTokenCount) special ones")
        precondition((0..<size).contains(stride), "a stride of \(stride) is not in 0..<\(size)")
        let content = contentIDs(of: text).ids
        let kept = keptContent(content, maxTokens)
        return WindowedEncoding(
            windows: template.windows(kept, size: size, stride: stride), totalTokens: content.count + specialTokenCount,
            isTruncated: kept.count < content.count)
    }

    /// How many bytes or pairs of tokens the look-ups of `text` read: the work that could grow faster than the text, for tests.
    package func lookupSteps(of text: String) -> Int { contentIDs(of: text).steps }

    private func keptContent(_ content: [Int32], _ maxTokens: Int?) -> ArraySlice<Int32> {
        guard let maxTokens else { return content[...] }
        precondition(maxTokens >= specialTokenCount, "\(maxTokens) tokens have no room for \(specialTokenCount) special ones")
        return content.prefix(maxTokens - specialTokenCount)
    }

    /// What grows while a text is read, and the memory that its words share.
    private struct Progress {
        var ids: [Int32] = []
        var steps = 0
        var bytePairs = BytePairEncoding.Workspace()
    }

    private func contentIDs(of text: String) -> (ids: [Int32], steps: Int) {
        var progress = Progress()
        var text = text
        text.withUTF8 { raw in
            progress.ids.reserveCapacity(raw.count / 4 + 8)
            var pieces = AddedTokenPieces(rawTokens, in: raw)
            while let piece = pieces.next(steps: &progress.steps) {
                switch piece {
                case .token(let id): progress.ids.append(id)
                case .text(let range): encodeRaw(UnsafeBufferPointer(rebasing: raw[range]), &progress)
                }
            }
        }
        return (progress.ids, progress.steps)
    }

    private func encodeRaw(_ text: UnsafeBufferPointer<UInt8>, _ progress: inout Progress) {
        if let normalized = normalizer.normalized(text) {
            normalized.withUnsafeBufferPointer { encodeNormalized($0, &progress) }
        } else {
            encodeNormalized(text, &progress)
        }
    }

    private func encodeNormalized(_ text: UnsafeBufferPointer<UInt8>, _ progress: inout Progress) {
        var pieces = AddedTokenPieces(normalizedTokens, in: text)
        while let piece = pieces.next(steps: &progress.steps) {
            switch piece {
            case .token(let id): progress.ids.append(id)
            case .text(let range): encodeWords(UnsafeBufferPointer(rebasing: text[range]), &progress)
            }
        }
    }

    private func encodeWords(_ text: UnsafeBufferPointer<UInt8>, _ progress: inout Progress) {
        switch model {
        case .wordPiece(let model):
            preTokenizer.forEachWord(of: text) { word, bytes in
                model.encode(word, of: bytes, into: &progress.ids, steps: &progress.steps)
            }
        case .bytePairs(let model):
            preTokenizer.forEachWord(of: text) { word, bytes in
                model.encode(word, of: bytes, into: &progress.ids, &progress.bytePairs, steps: &progress.steps)
            }
        }
    }
}
