import JSONParsing

/// Merges as files have them: in the order in which they were learnt, each of two tokens that the vocabulary has, as it has what
/// they become.
extension MergeTable {
    /// `["a b", …]` or, since tokens may hold spaces, `[["a", "b"], …]`.
    init(json values: [JSONValue], path: String, _ vocabulary: Vocabulary) throws(TokenizationError) {
        try self.init(count: values.count, path: path)
        for (rank, value) in values.enumerated() {
            if let text = value.string {
                try add(text.utf8, rank, vocabulary, path: "\(path)[\(rank)]")
            } else if let pair = value.array, pair.count == 2, let left = pair[0].string, let right = pair[1].string {
                try add(left.utf8, right.utf8, rank, vocabulary, path: "\(path)[\(rank)]")
            } else {
                throw .wrongKind(path: "\(path)[\(rank)]", found: value.kind, expected: "two tokens")
            }
        }
    }

    /// A `merges.txt`: a merge a line, and lines that begin with `#version`, which are passed over.
    ///
    /// Source: `BPE::read_file` of Hugging Face `tokenizers`.
    init(text bytes: [UInt8], _ vocabulary: Vocabulary) throws(TokenizationError) {
        let file = TokenizerLimits.mergesName
        try TokenizerLimits.checkSize(of: bytes, file)
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        try self.init(count: lines.count, path: file)
        for (index, line) in lines.enumerated() where !line.starts(with: "#version".utf8) {
            let line = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
            try add(line, index, vocabulary, path: "\(file): line \(index + 1)")
        }
    }

    private init(count: Int, path: String) throws(TokenizationError) {
        guard count <= TokenizerLimits.maxEntries else {
            throw .tooManyEntries(path: path, count: count, limit: TokenizerLimits.maxEntries)
        }
        self.init(capacity: count)
    }

    private mutating func add<Bytes: Collection<UInt8>>(
        _ line: Bytes, _ rank: Int, _ vocabulary: Vocabulary, path: @autoclosure () -> String
    ) throws(TokenizationError) where Bytes.SubSequence: Collection<UInt8> {
        let parts = line.split(separator: UInt8(ascii: " "), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 2 else { throw .malformedMerge(path: path(), found: String(decoding: line, as: UTF8.self)) }
        try add(parts[0], parts[1], rank, vocabulary, path: path())
    }

    private mutating func add(
        _ left: some Collection<UInt8>, _ right: some Collection<UInt8>, _ rank: Int, _ vocabulary: Vocabulary,
        path: @autoclosure () -> String
    ) throws(TokenizationError) {
        func id(of token: some Collection<UInt8>) throws(TokenizationError) -> Int32 {
            // No bytes are no token, whatever the vocabulary says: a merge has to make a token longer.
            guard !token.isEmpty, let id = vocabulary.id(ofBytes: token) else {
                throw .tokenNotInVocabulary(path: path(), token: String(decoding: token, as: UTF8.self))
            }
            return id
        }
        let merge = Merge(rank: UInt32(rank), id: try id(of: Array(left) + Array(right)))
        set(try id(of: left), try id(of: right), merge)
    }
}
