/// Tokens and their ids, both ways. Tokens are equal when their bytes are: "é" in one scalar and in two are two tokens.
struct Vocabulary: Sendable {
    /// The tokens that a model may find in a word; added tokens that the model does not know are not among them.
    private(set) var trie = ByteTrie()
    /// Where each id's text lies in `texts`; nil for an id that no token has.
    private var places: [Range<UInt32>?] = []
    private var texts: [UInt8] = []

    /// The highest id, plus one: how many rows an embedding table needs.
    var idLimit: Int { places.count }

    /// - Parameters:
    ///   - path: for errors.
    ///   - isMatched: whether a model may find the token inside a word.
    mutating func add(_ token: String, id: Int, path: String, isMatched: Bool = true) throws(TokenizationError) {
        let bytes = Array(token.utf8)
        guard bytes.count <= TokenizerLimits.maxTokenBytes else {
            throw .tokenTooLong(path: path, token: token, bytes: bytes.count, limit: TokenizerLimits.maxTokenBytes)
        }
        guard (0..<TokenizerLimits.maxEntries).contains(id) else {
            throw .outOfRange(path: path, found: "id \(id) of '\(token)'", range: "0..<\(TokenizerLimits.maxEntries)")
        }
        if let first = self.token(id) { throw .duplicateID(path: path, id: id, first: first, second: token) }
        if isMatched, trie.insert(bytes, value: Int32(id)) != nil { throw .duplicateToken(path: path, token: token) }
        if id >= places.count { places.append(contentsOf: repeatElement(nil, count: id + 1 - places.count)) }
        places[id] = UInt32(texts.count)..<UInt32(texts.count + bytes.count)
        texts.append(contentsOf: bytes)
    }

    func id(of token: String) -> Int32? { id(ofBytes: token.utf8) }

    func id(ofBytes token: some Sequence<UInt8>) -> Int32? { trie.value(of: token) }

    func token(_ id: Int) -> String? {
        guard places.indices.contains(id), let place = places[id] else { return nil }
        return String(decoding: texts[Int(place.lowerBound)..<Int(place.upperBound)], as: UTF8.self)
    }
}
