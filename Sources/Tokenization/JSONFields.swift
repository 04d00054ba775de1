import JSONParsing

/// The members of one JSON object with their place in the file, so that whatever is wrong says where.
struct JSONFields {
    /// The file, then the way to this object: `tokenizer.json: normalizer.normalizers[1]`.
    let path: String
    let object: JSONObject

    init(_ value: JSONValue, path: String) throws(TokenizationError) {
        guard let object = value.object else { throw .wrongKind(path: path, found: value.kind, expected: "an object") }
        self.path = path
        self.object = object
    }

    /// The object that a whole file is.
    init(file bytes: [UInt8], name: String) throws(TokenizationError) {
        try TokenizerLimits.checkSize(of: bytes, name)
        let value: JSONValue
        do throws(JSONError) { value = try JSONParser.parse(bytes) } catch { throw .malformedJSON(path: name, error) }
        try self.init(value, path: name)
    }

    /// The path of a member; a key may come from the file, so it is kept short.
    func path(of key: String) -> String {
        "\(path)\(path.hasSuffix(".json") ? ": " : ".")\(TokenizationError.shown(key))"
    }

    /// A setting that nobody reads would be a silent default: every key has to be one of `known`.
    func allowOnly(_ known: String...) throws(TokenizationError) {
        for key in object.keys where !known.contains(where: { $0.utf8.elementsEqual(key.utf8) }) {
            throw .unknownKey(path: path, key: key)
        }
    }

    func value(_ key: String) throws(TokenizationError) -> JSONValue {
        guard let value = object[key] else { throw .missingKey(path: path, key: key) }
        return value
    }

    /// The value, or nil when it is null or not there.
    func optional(_ key: String) -> JSONValue? {
        // Spelled out, since a bare nil can also be read as the JSON value null.
        guard let value = object[key], !value.isNull else { return Optional<JSONValue>.none }
        return value
    }

    func string(_ key: String) throws(TokenizationError) -> String { try read(key, "a string", \.string) }
    func bool(_ key: String) throws(TokenizationError) -> Bool { try read(key, "a boolean", \.bool) }
    func int(_ key: String) throws(TokenizationError) -> Int { try read(key, "an integer", \.int) }
    func array(_ key: String) throws(TokenizationError) -> [JSONValue] { try read(key, "an array", \.array) }
    func object(_ key: String) throws(TokenizationError) -> JSONObject { try read(key, "an object", \.object) }

    /// A boolean or null; the key has to be there.
    func optionalBool(_ key: String) throws(TokenizationError) -> Bool? {
        try value(key).isNull ? nil : try read(key, "a boolean or null", \.bool)
    }

    /// A boolean, or nil where it is null or not there.
    func boolIfPresent(_ key: String) throws(TokenizationError) -> Bool? {
        optional(key) == Optional.none ? nil : try bool(key)
    }

    private func read<T>(_ key: String, _ expected: String, _ get: (JSONValue) -> T?) throws(TokenizationError) -> T {
        let value = try value(key)
        guard let content = get(value) else { throw .wrongKind(path: path(of: key), found: value.kind, expected: expected) }
        return content
    }
}
