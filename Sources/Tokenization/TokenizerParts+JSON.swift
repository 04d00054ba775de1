import JSONParsing

/// A `tokenizer.json` as Hugging Face `tokenizers` writes it. Every key is known, every setting is either implemented or refused.
extension TokenizerParts {
    init(tokenizerJSON bytes: [UInt8]) throws(TokenizationError) {
        let file = TokenizerLimits.jsonName
        let root = try JSONFields(file: bytes, name: file)
        // A decoder turns ids into text, which a model that classifies never does.
        try root.allowOnly(
            "version", "truncation", "padding", "added_tokens", "normalizer", "pre_tokenizer", "post_processor", "decoder", "model")
        let version = try root.string("version")
        guard version == "1.0" else { throw .unsupported(path: file, setting: "version", found: version, supported: ["1.0"]) }
        try Self.checkTruncation(root)
        if let padding = root.optional("padding") { _ = try JSONFields(padding, path: root.path(of: "padding")) }

        var vocabulary: Vocabulary
        let model: Model
        (model, vocabulary) = try Model.read(try JSONFields(try root.value("model"), path: root.path(of: "model")))
        let addedTokens = try Self.addedTokens(root, &vocabulary)
        var normalizer = Normalizer.sequence([])
        if let value = root.optional("normalizer") {
            normalizer = try Normalizer(json: value, path: root.path(of: "normalizer"))
        }
        let preTokenizer = try Self.preTokenizer(root, for: model)
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

    /// WordPiece can do without; byte pairs are pairs of what `ByteLevel` makes.
    private static func preTokenizer(_ root: JSONFields, for model: Model) throws(TokenizationError) -> PreTokenizer {
        guard let value = root.optional("pre_tokenizer") else {
            guard case .wordPiece = model else { throw .missingKey(path: root.path, key: "pre_tokenizer") }
            return .none
        }
        return try PreTokenizer(json: value, path: root.path(of: "pre_tokenizer"), supported: model.preTokenizerType)
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
