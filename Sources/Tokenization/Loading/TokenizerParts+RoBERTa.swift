import JSONParsing

extension TokenizerParts {
    /// A `vocab.json` and a `merges.txt`. The rest is RoBERTa's: `<mask>` takes the white space before it along, and the special
    /// tokens that the vocabulary lacks are none.
    ///
    /// Source: the `tokenizer.json` of roberta-base, and what `RobertaTokenizerFast` makes of the two files. (Version 5 of
    /// `transformers` leaves the white space before `<mask>`, and gives missing special tokens ids that the model has no rows for.)
    init(vocabularyJSON: [UInt8], mergesText: [UInt8], addsPrefixSpace: Bool) throws(TokenizationError) {
        let file = TokenizerLimits.vocabularyJSONName
        let vocabulary = try Vocabulary(json: try JSONFields(file: vocabularyJSON, name: file).object, path: file)
        var required: [Int32] = []
        for token in ["<s>", "</s>"] {
            guard let id = vocabulary.id(of: token) else { throw .tokenNotInVocabulary(path: file, token: token) }
            required.append(id)
        }
        let merges = try MergeTable(text: mergesText, vocabulary)
        self.init(
            vocabulary: vocabulary,
            addedTokens: ["<s>", "<pad>", "</s>", "<unk>", "<mask>"].compactMap { content in
                vocabulary.id(of: content).map {
                    AddedToken(
                        id: $0, content: content, singleWord: false, lstrip: content == "<mask>", rstrip: false, normalized: false)
                }
            },
            normalizer: .sequence([]), preTokenizer: .byteLevel(addsPrefixSpace: addsPrefixSpace, splitsWords: true),
            model: .bytePairs(
                BytePairEncoding(vocabulary: vocabulary, merges: merges, unknownID: nil, fusesUnknown: false)),
            template: SpecialTokenTemplate(prefix: [required[0]], suffix: [required[1]]))
    }
}
