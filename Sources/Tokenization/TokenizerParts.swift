/// The components of a tokenizer as a file describes them, checked: what `Tokenizer` is put together from.
struct TokenizerParts: Sendable {
    var vocabulary: Vocabulary
    var addedTokens: [AddedToken]
    var normalizer: Normalizer
    var preTokenizer: PreTokenizer
    var model: Model
    var template: SpecialTokenTemplate
}

extension TokenizerParts {
    /// A `vocab.txt`: one token a line, its id is the number of the line from 0. The rest is BERT's.
    ///
    /// Source: what `BertTokenizerFast` makes of the same file.
    init(vocabularyText bytes: [UInt8], normalizer: Normalizer) throws(TokenizationError) {
        let file = TokenizerLimits.vocabularyName
        try TokenizerLimits.checkSize(of: bytes, file)
        vocabulary = Vocabulary()
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        guard lines.count <= TokenizerLimits.maxEntries else {
            throw .tooManyEntries(path: file, count: lines.count, limit: TokenizerLimits.maxEntries)
        }
        for (index, line) in lines.enumerated() {
            let path = "\(file): line \(index + 1)"
            let content = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
            guard let token = String(validating: content, as: UTF8.self) else { throw .invalidUTF8(path: path) }
            guard !token.isEmpty else { throw .emptyToken(path: path) }
            try vocabulary.add(token, id: index, path: path)
        }

        var required: [Int32] = []
        for token in ["[UNK]", "[CLS]", "[SEP]"] {
            guard let id = vocabulary.id(of: token) else { throw .tokenNotInVocabulary(path: file, token: token) }
            required.append(id)
        }
        addedTokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"].compactMap { [vocabulary] content in
            vocabulary.id(of: content).map {
                AddedToken(id: $0, content: content, singleWord: false, lstrip: false, rstrip: false, normalized: false)
            }
        }
        self.normalizer = normalizer
        preTokenizer = .bert
        model = .wordPiece(
            WordPiece(vocabulary: vocabulary, unknownID: required[0], continuingSubwordPrefix: "##", maxInputCharsPerWord: 100))
        template = SpecialTokenTemplate(prefix: [required[1]], suffix: [required[2]])
    }
}
