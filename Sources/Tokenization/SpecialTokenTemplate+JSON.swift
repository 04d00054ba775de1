import JSONParsing

extension SpecialTokenTemplate {
    /// - Parameter depth: how many sequences may nest; the parser's own limit is above it.
    init(json value: JSONValue, path: String, _ vocabulary: Vocabulary, depth: Int = 4) throws(TokenizationError) {
        self.init()
        let fields = try JSONFields(value, path: path)
        switch try fields.checkType(["TemplateProcessing", "BertProcessing", "RobertaProcessing", "ByteLevel", "Sequence"]) {
        case "BertProcessing":
            try fields.allowOnly("type", "sep", "cls")
            prefix = [try Self.pair(fields, "cls", vocabulary)]
            suffix = [try Self.pair(fields, "sep", vocabulary)]
        case "RobertaProcessing":
            try fields.allowOnly("type", "sep", "cls", "trim_offsets", "add_prefix_space")
            prefix = [try Self.pair(fields, "cls", vocabulary)]
            suffix = [try Self.pair(fields, "sep", vocabulary)]
        case "ByteLevel":
            // It moves offsets, which are not kept.
            try fields.allowOnly("type", "add_prefix_space", "trim_offsets", "use_regex")
        case "Sequence": try readSequence(fields, vocabulary, depth: depth)
        default: try readTemplate(fields, vocabulary)
        }
        guard count <= TokenizerLimits.maxTemplateTokens else {
            throw .tooManyEntries(path: path, count: count, limit: TokenizerLimits.maxTemplateTokens)
        }
    }

    /// One after another: each puts its tokens around what those before it have made.
    private mutating func readSequence(_ fields: JSONFields, _ vocabulary: Vocabulary, depth: Int) throws(TokenizationError) {
        try fields.allowOnly("type", "processors")
        guard depth > 0 else { throw .outOfRange(path: fields.path, found: "a sequence in a sequence", range: "the depth allowed") }
        let path = fields.path(of: "processors")
        let values = try fields.array("processors")
        guard values.count <= TokenizerLimits.maxProcessors else {
            throw .tooManyEntries(path: path, count: values.count, limit: TokenizerLimits.maxProcessors)
        }
        for (index, value) in values.enumerated() {
            let outer = try SpecialTokenTemplate(json: value, path: "\(path)[\(index)]", vocabulary, depth: depth - 1)
            prefix = outer.prefix + prefix
            suffix += outer.suffix
        }
    }

    private mutating func readTemplate(_ fields: JSONFields, _ vocabulary: Vocabulary) throws(TokenizationError) {
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
