import JSONParsing

/// A `tokenizer.json` as Hugging Face `tokenizers` writes it. Every key is known, every setting is either implemented or refused.
extension TokenizerParts {
    init(tokenizerJSON bytes: [UInt8]) throws(TokenizationError) {
        let file = TokenizerLimits.jsonName
        guard bytes.count <= TokenizerLimits.maxFileBytes else {
            throw .fileTooLarge(path: file, bytes: bytes.count, limit: TokenizerLimits.maxFileBytes)
        }
        let json: JSONValue
        do throws(JSONError) { json = try JSONParser.parse(bytes) } catch { throw .malformedJSON(error) }
        let root = try JSONFields(json, path: file)
        // A decoder turns ids into text, which a model that classifies never does.
        try root.allowOnly(
            "version", "truncation", "padding", "added_tokens", "normalizer", "pre_tokenizer", "post_processor", "decoder", "model")
        let version = try root.string("version")
        guard version == "1.0" else { throw .unsupported(path: file, setting: "version", found: version, supported: ["1.0"]) }
        try Self.checkTruncation(root)
        if let padding = root.optional("padding") { _ = try JSONFields(padding, path: root.path(of: "padding")) }

        let modelFields = try JSONFields(try root.value("model"), path: root.path(of: "model"))
        let model: WordPiece
        var vocabulary: Vocabulary
        (model, vocabulary) = try Self.wordPiece(modelFields)
        let addedTokens = try Self.addedTokens(root, &vocabulary)
        var normalizer = Normalizer.sequence([])
        if let value = root.optional("normalizer") {
            normalizer = try Normalizer(json: value, path: root.path(of: "normalizer"))
        }
        var preTokenizer = PreTokenizer.none
        if let value = root.optional("pre_tokenizer") {
            preTokenizer = try PreTokenizer(json: value, path: root.path(of: "pre_tokenizer"))
        }
        var template = SpecialTokenTemplate()
        if let value = root.optional("post_processor") {
            template = try SpecialTokenTemplate(json: value, path: root.path(of: "post_processor"), vocabulary)
        }
        self.init(
            vocabulary: vocabulary, addedTokens: addedTokens, normalizer: normalizer, preTokenizer: preTokenizer, model: model,
            template: template)
    }

    /// The lengths are the caller's, but a file that asks for the end of a text, not its beginning, wants another tokenizer.
    private static func checkTruncation(_ root: JSONFields) throws(TokenizationError) {
        guard let value = root.optional("truncation") else { return }
        let fields = try JSONFields(value, path: root.path(of: "truncation"))
        try fields.allowOnly("direction", "max_length", "strategy", "stride")
        guard fields.optional("direction") != nil else { return }
        let direction = try fields.string("direction")
        guard direction == "Right" else {
            throw .unsupported(path: fields.path, setting: "direction", found: direction, supported: ["Right"])
        }
    }

    private static func wordPiece(_ fields: JSONFields) throws(TokenizationError) -> (WordPiece, Vocabulary) {
        try fields.checkType(["WordPiece"])
        try fields.allowOnly("type", "unk_token", "continuing_subword_prefix", "max_input_chars_per_word", "vocab")
        let prefix = try fields.string("continuing_subword_prefix")
        let maxChars = try fields.int("max_input_chars_per_word")
        guard maxChars > 0 else {
            throw .outOfRange(path: fields.path(of: "max_input_chars_per_word"), found: "\(maxChars)", range: "1...")
        }

        let path = fields.path(of: "vocab")
        let entries = try fields.object("vocab").members
        guard entries.count <= TokenizerLimits.maxEntries else {
            throw .tooManyEntries(path: path, count: entries.count, limit: TokenizerLimits.maxEntries)
        }
        var vocabulary = Vocabulary()
        for (token, value) in entries {
            guard let id = value.int else { throw .wrongKind(path: path, found: value.kind, expected: "an integer") }
            try vocabulary.add(token, id: id, path: path)
        }
        let unknown = try fields.string("unk_token")
        guard let unknownID = vocabulary.id(of: unknown) else {
            throw .tokenNotInVocabulary(path: fields.path(of: "unk_token"), token: unknown)
        }
        let model = WordPiece(
            vocabulary: vocabulary, unknownID: unknownID, continuingSubwordPrefix: prefix, maxInputCharsPerWord: maxChars)
        return (model, vocabulary)
    }

    /// Tokens that the vocabulary lacks are added to it, out of the model's reach.
    private static func addedTokens(_ root: JSONFields, _ vocabulary: inout Vocabulary) throws(TokenizationError) -> [AddedToken] {
        guard root.optional("added_tokens") != nil else { return [] }
        let values = try root.array("added_tokens")
        guard values.count <= TokenizerLimits.maxAddedTokens else {
            throw .tooManyEntries(
                path: root.path(of: "added_tokens"), count: values.count, limit: TokenizerLimits.maxAddedTokens)
        }
        var tokens: [AddedToken] = []
        for (index, value) in values.enumerated() {
            let fields = try JSONFields(value, path: root.path(of: "added_tokens[\(index)]"))
            try fields.allowOnly("id", "content", "single_word", "lstrip", "rstrip", "normalized", "special")
            _ = try fields.bool("special")
            let id = try fields.int("id")
            let content = try fields.string("content")
            guard !content.isEmpty else { throw .emptyToken(path: fields.path) }
            if let known = vocabulary.id(of: content) {
                guard id == known else {
                    throw .conflictingID(path: fields.path, token: content, found: id, expected: Int(known))
                }
            } else {
                try vocabulary.add(content, id: id, path: fields.path, isMatched: false)
            }
            tokens.append(
                AddedToken(
                    id: Int32(id), content: content, singleWord: try fields.bool("single_word"), lstrip: try fields.bool("lstrip"),
                    rstrip: try fields.bool("rstrip"), normalized: try fields.bool("normalized")))
        }
        return tokens
    }
}

extension JSONFields {
    /// The component's type, which has to be one of `supported`.
    @discardableResult
    func checkType(_ supported: [String]) throws(TokenizationError) -> String {
        let type = try string("type")
        guard supported.contains(where: { $0.utf8.elementsEqual(type.utf8) }) else {
            throw .unsupported(path: path, setting: "type", found: type, supported: supported)
        }
        return type
    }
}
