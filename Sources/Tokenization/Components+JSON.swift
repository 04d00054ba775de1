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
    init(json value: JSONValue, path: String) throws(TokenizationError) {
        let fields = try JSONFields(value, path: path)
        try fields.checkType(["BertPreTokenizer"])
        try fields.allowOnly("type")
        self = .bert
    }
}

extension SpecialTokenTemplate {
    init(json value: JSONValue, path: String, _ vocabulary: Vocabulary) throws(TokenizationError) {
        let fields = try JSONFields(value, path: path)
        if try fields.checkType(["TemplateProcessing", "BertProcessing"]) == "BertProcessing" {
            try fields.allowOnly("type", "sep", "cls")
            prefix = [try Self.pair(fields, "cls", vocabulary)]
            suffix = [try Self.pair(fields, "sep", vocabulary)]
            return
        }
        // What the template makes of a pair of sequences is of no use here.
        try fields.allowOnly("type", "single", "pair", "special_tokens")
        let specials = try JSONFields(try fields.value("special_tokens"), path: fields.path(of: "special_tokens"))
        var seesContent = false
        for (index, value) in try fields.array("single").enumerated() {
            let path = "\(fields.path(of: "single"))[\(index)]"
            let piece = try JSONFields(value, path: path)
            guard piece.object.count == 1, let kind = piece.object.keys.first else {
                throw .wrongKind(path: path, found: "\(piece.object.count) members", expected: "one member")
            }
            guard kind == "SpecialToken" || kind == "Sequence" else {
                throw .unsupported(path: path, setting: "piece", found: kind, supported: ["SpecialToken", "Sequence"])
            }
            let content = try JSONFields(try piece.value(kind), path: piece.path(of: kind))
            try content.allowOnly("id", "type_id")
            let typeID = try content.int("type_id")
            guard typeID == 0 else {
                throw .unsupported(path: content.path, setting: "type_id", found: "\(typeID)", supported: ["0"])
            }
            let id = try content.string("id")
            if kind == "SpecialToken" {
                let ids = try Self.ids(of: id, in: specials, vocabulary)
                if seesContent { suffix += ids } else { prefix += ids }
            } else {
                guard id == "A", !seesContent else {
                    throw .unsupported(path: path, setting: "Sequence", found: id, supported: ["A, once"])
                }
                seesContent = true
            }
        }
        guard seesContent else { throw .missingKey(path: fields.path(of: "single"), key: "Sequence") }
        guard count <= TokenizerLimits.maxTemplateTokens else {
            throw .tooManyEntries(path: fields.path(of: "single"), count: count, limit: TokenizerLimits.maxTemplateTokens)
        }
    }

    /// `["[SEP]", 102]`
    private static func pair(_ fields: JSONFields, _ key: String, _ vocabulary: Vocabulary) throws(TokenizationError) -> Int32 {
        let path = fields.path(of: key)
        let values = try fields.array(key)
        guard values.count == 2, values[0].string != nil, let id = values[1].int else {
            throw .wrongKind(path: path, found: "something else", expected: "a token and its id")
        }
        return try known(id, path, vocabulary)
    }

    /// `"[SEP]": {"id": "[SEP]", "ids": [102], "tokens": ["[SEP]"]}`
    private static func ids(
        of name: String, in specials: JSONFields, _ vocabulary: Vocabulary
    ) throws(TokenizationError) -> [Int32] {
        let fields = try JSONFields(try specials.value(name), path: specials.path(of: name))
        try fields.allowOnly("id", "ids", "tokens")
        let path = fields.path(of: "ids")
        var ids: [Int32] = []
        for value in try fields.array("ids") {
            guard let id = value.int else { throw .wrongKind(path: path, found: value.kind, expected: "an integer") }
            ids.append(try known(id, path, vocabulary))
        }
        return ids
    }

    private static func known(_ id: Int, _ path: String, _ vocabulary: Vocabulary) throws(TokenizationError) -> Int32 {
        guard vocabulary.token(id) != nil else { throw .unknownID(path: path, id: id) }
        return Int32(id)
    }
}
