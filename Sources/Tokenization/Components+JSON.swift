import JSONParsing

extension Normalizer {
    /// - Parameter depth: how many sequences may nest; the parser's own limit is above it.
    init(json value: JSONValue, path: String, depth: Int = 4) throws(TokenizationError) {
        let fields = try JSONFields(value, path: path)
        switch try fields.checkType(["BertNormalizer", "Lowercase", "NFD", "StripAccents", "Sequence"]) {
        case "BertNormalizer":
            try fields.allowOnly("type", "clean_text", "handle_chinese_chars", "strip_accents", "lowercase")
            self = .bert(
                cleanText: try fields.bool("clean_text"), handleChineseChars: try fields.bool("handle_chinese_chars"),
                stripAccents: try fields.optionalBool("strip_accents"), lowercase: try fields.bool("lowercase"))
        case "Sequence":
            try fields.allowOnly("type", "normalizers")
            guard depth > 0 else { throw .outOfRange(path: path, found: "a sequence in a sequence", range: "the depth allowed") }
            let values = try fields.array("normalizers")
            guard values.count <= TokenizerLimits.maxNormalizers else {
                throw .tooManyEntries(
                    path: fields.path(of: "normalizers"), count: values.count, limit: TokenizerLimits.maxNormalizers)
            }
            var normalizers: [Normalizer] = []
            for (index, value) in values.enumerated() {
                normalizers.append(try Normalizer(json: value, path: "\(path).normalizers[\(index)]", depth: depth - 1))
            }
            self = .sequence(normalizers)
        case let type:
            try fields.allowOnly("type")
            self = type == "NFD" ? .nfd : type == "Lowercase" ? .lowercase : .stripAccents
        }
    }
}

extension PreTokenizer {
    /// - Parameter supported: the type that the model can read words of.
    init(json value: JSONValue, path: String, supported: String) throws(TokenizationError) {
        let fields = try JSONFields(value, path: path)
        guard try fields.checkType([supported]) == "ByteLevel" else {
            try fields.allowOnly("type")
            self = .bert
            return
        }
        try fields.allowOnly("type", "add_prefix_space", "trim_offsets", "use_regex")
        // Offsets are not kept.
        _ = try fields.bool("trim_offsets")
        self = .byteLevel(addsPrefixSpace: try fields.bool("add_prefix_space"), splitsWords: try fields.boolIfPresent("use_regex") ?? true)
    }
}
