import DurableFiles

extension Tokenizer {
    /// The tokenizer of a model folder as Hugging Face writes them.
    ///
    /// `tokenizer.json` says everything and is read if it is there. Without it, `vocab.json` and `merges.txt` are RoBERTa's
    /// tokenizer, `vocab.txt` is BERT's and DistilBERT's; `tokenizer_config.json` then says whether a text is lower-cased
    /// (`do_lower_case`, which is false for cased models; `strip_accents`, `tokenize_chinese_chars`) or gets a space before it
    /// (`add_prefix_space`).
    package convenience init(folder: String) throws(TokenizationError) {
        func bytes(_ name: String) throws(TokenizationError) -> [UInt8]? {
            let path = folder + "/" + name
            guard isFile(path) else { return nil }
            do throws(FileError) {
                return try readFile(path, limitBytes: TokenizerLimits.maxFileBytes)
            } catch { throw .unreadableFile(error) }
        }
        if let json = try bytes(TokenizerLimits.jsonName) {
            try self.init(tokenizerJSON: json)
        } else if let vocabulary = try bytes(TokenizerLimits.vocabularyJSONName) {
            let config = try TokenizerConfig(try bytes(TokenizerLimits.configName))
            try config.checkSpecialTokens(unknown: "<unk>", start: "<s>", end: "</s>", padding: "<pad>", mask: "<mask>")
            guard let merges = try bytes(TokenizerLimits.mergesName) else {
                throw .missingFile(folder: folder, name: TokenizerLimits.mergesName, neededBy: TokenizerLimits.vocabularyJSONName)
            }
            try self.init(vocabularyJSON: vocabulary, mergesText: merges, addsPrefixSpace: config.addsPrefixSpace)
        } else if let vocabulary = try bytes(TokenizerLimits.vocabularyName) {
            let config = try TokenizerConfig(try bytes(TokenizerLimits.configName))
            try config.checkSpecialTokens(unknown: "[UNK]", start: "[CLS]", end: "[SEP]", padding: "[PAD]", mask: "[MASK]")
            try self.init(
                vocabularyText: vocabulary, lowercase: config.lowercase, stripAccents: config.stripAccents,
                handleChineseChars: config.handleChineseChars)
        } else {
            throw .noTokenizer(folder: folder)
        }
    }
}
