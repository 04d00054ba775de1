import JSONParsing

/// What a `tokenizer_config.json` says that its neighbours `vocab.txt`, or `vocab.json` and `merges.txt`, do not.
///
/// The file has many keys that do not bear on ids; only those that do are read. Without the file everything is at its default.
struct TokenizerConfig {
    /// BERT's: false for a cased model.
    private(set) var lowercase = true
    /// BERT's: nil means as `lowercase`.
    private(set) var stripAccents: Bool?
    /// BERT's: whether every ideograph is a word of its own.
    private(set) var handleChineseChars = true
    /// RoBERTa's.
    private(set) var addsPrefixSpace = false

    private let fields: JSONFields?

    /// - Parameter bytes: nil where there is no such file.
    init(_ bytes: [UInt8]?) throws(TokenizationError) {
        guard let bytes else {
            fields = nil
            return
        }
        let fields = try JSONFields(file: bytes, name: TokenizerLimits.configName)
        self.fields = fields
        lowercase = try fields.boolIfPresent("do_lower_case") ?? true
        stripAccents = try fields.boolIfPresent("strip_accents")
        handleChineseChars = try fields.boolIfPresent("tokenize_chinese_chars") ?? true
        addsPrefixSpace = try fields.boolIfPresent("add_prefix_space") ?? false
    }

    /// Refuses special tokens other than those of the family, which the vocabulary files alone are read with.
    func checkSpecialTokens(
        unknown: String, start: String, end: String, padding: String, mask: String
    ) throws(TokenizationError) {
        guard let fields else { return }
        let expected = [
            ("unk_token", unknown), ("cls_token", start), ("sep_token", end), ("pad_token", padding), ("mask_token", mask),
        ]
        for (key, token) in expected {
            guard let value = fields.optional(key) else { continue }
            // A text, or an added token with its settings.
            let isText = value.string != nil
            let found = isText ? try fields.string(key) : try JSONFields(value, path: fields.path(of: key)).string("content")
            guard found.utf8.elementsEqual(token.utf8) else {
                throw .unsupported(path: fields.path, setting: key, found: found, supported: [token])
            }
        }
    }
}
