import JSONParsing

extension Model {
    /// The `model` of a `tokenizer.json` and its vocabulary. Files of early versions name no type: what has merges is BPE.
    static func read(_ fields: JSONFields) throws(TokenizationError) -> (Model, Vocabulary) {
        let names = ["WordPiece", "BPE"]
        let hasType = fields.optional("type") != Optional.none
        let type = hasType ? try fields.checkType(names) : names[fields.optional("merges") == Optional.none ? 0 : 1]
        return type == "BPE" ? try bytePairs(fields) : try wordPiece(fields)
    }

    private static func wordPiece(_ fields: JSONFields) throws(TokenizationError) -> (Model, Vocabulary) {
        try fields.allowOnly("type", "unk_token", "continuing_subword_prefix", "max_input_chars_per_word", "vocab")
        let prefix = try fields.string("continuing_subword_prefix")
        let maxChars = try fields.int("max_input_chars_per_word")
        guard maxChars > 0 else {
            throw .outOfRange(path: fields.path(of: "max_input_chars_per_word"), found: "\(maxChars)", range: "1...")
        }
        let vocabulary = try Vocabulary(json: try fields.object("vocab"), path: fields.path(of: "vocab"))
        let unknownID = try knownID(of: try fields.string("unk_token"), fields, vocabulary)
        let model = WordPiece(
            vocabulary: vocabulary, unknownID: unknownID, continuingSubwordPrefix: prefix, maxInputCharsPerWord: maxChars)
        return (.wordPiece(model), vocabulary)
    }

    private static func bytePairs(_ fields: JSONFields) throws(TokenizationError) -> (Model, Vocabulary) {
        try fields.allowOnly(
            "type", "dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix", "fuse_unk", "byte_fallback",
            "ignore_merges", "vocab", "merges")
        // What no byte-level model of ours has: null, false, 0 and the empty text all say so.
        if let dropout = fields.optional("dropout"), dropout.double != 0 {
            throw .unsupported(path: fields.path, setting: "dropout", found: dropout.shown, supported: ["null"])
        }
        for key in ["continuing_subword_prefix", "end_of_word_suffix"] where fields.optional(key) != Optional.none {
            let affix = try fields.string(key)
            guard affix.isEmpty else { throw .unsupported(path: fields.path, setting: key, found: affix, supported: ["''"]) }
        }
        for key in ["byte_fallback", "ignore_merges"] where try fields.boolIfPresent(key) == true {
            throw .unsupported(path: fields.path, setting: key, found: "true", supported: ["false"])
        }

        let vocabulary = try Vocabulary(json: try fields.object("vocab"), path: fields.path(of: "vocab"))
        var unknownID: Int32?
        if fields.optional("unk_token") != Optional.none {
            unknownID = try knownID(of: try fields.string("unk_token"), fields, vocabulary)
        }
        let merges = try MergeTable(json: try fields.array("merges"), path: fields.path(of: "merges"), vocabulary)
        let model = BytePairEncoding(
            vocabulary: vocabulary, merges: merges, unknownID: unknownID, fusesUnknown: try fields.boolIfPresent("fuse_unk") ?? false)
        return (.bytePairs(model), vocabulary)
    }

    private static func knownID(
        of unknown: String, _ fields: JSONFields, _ vocabulary: Vocabulary
    ) throws(TokenizationError) -> Int32 {
        guard let id = vocabulary.id(of: unknown) else {
            throw .tokenNotInVocabulary(path: fields.path(of: "unk_token"), token: unknown)
        }
        return id
    }
}

extension Vocabulary {
    /// `{"a": 0, "b": 1}`
    init(json object: JSONObject, path: String) throws(TokenizationError) {
        let entries = object.members
        guard entries.count <= TokenizerLimits.maxEntries else {
            throw .tooManyEntries(path: path, count: entries.count, limit: TokenizerLimits.maxEntries)
        }
        self.init()
        for (token, value) in entries {
            guard let id = value.int else { throw .wrongKind(path: path, found: value.kind, expected: "an integer") }
            try add(token, id: id, path: path)
        }
    }
}

extension JSONValue {
    /// A scalar value as it may stand in an error message.
    fileprivate var shown: String {
        switch self {
        case .number(let number): number.text
        case .bool(let value): "\(value)"
        case .string(let text): text
        default: kind
        }
    }
}
