package import DurableFiles
package import JSONParsing

/// Why a tokenizer file is not one that can be used. `path` says where: the file, then the way into it.
package enum TokenizationError: Error, Equatable, CustomStringConvertible {
    case unreadableFile(FileError)
    /// A folder without any of the files that a tokenizer is read from.
    case noTokenizer(folder: String)
    case missingFile(folder: String, name: String, neededBy: String)
    case malformedJSON(path: String, JSONError)
    case fileTooLarge(path: String, bytes: Int, limit: Int)
    case missingKey(path: String, key: String)
    case unknownKey(path: String, key: String)
    case wrongKind(path: String, found: String, expected: String)
    /// A component type, or the value of a setting, that this code does not implement.
    case unsupported(path: String, setting: String, found: String, supported: [String])
    case outOfRange(path: String, found: String, range: String)
    case tooManyEntries(path: String, count: Int, limit: Int)
    case tokenTooLong(path: String, token: String, bytes: Int, limit: Int)
    case emptyToken(path: String)
    case duplicateToken(path: String, token: String)
    case duplicateID(path: String, id: Int, first: String, second: String)
    /// An added token whose id is not the one that the vocabulary gives the same text.
    case conflictingID(path: String, token: String, found: Int, expected: Int)
    case tokenNotInVocabulary(path: String, token: String)
    /// A merge that is not two parts with a space between them.
    case malformedMerge(path: String, found: String)
    case unknownID(path: String, id: Int)
    case invalidUTF8(path: String)

    package var description: String {
        switch self {
        case .unreadableFile(let error): error.description
        case .noTokenizer(let folder):
            "'\(folder)' has no \(TokenizerLimits.jsonName), no \(TokenizerLimits.vocabularyJSONName) and no "
                + TokenizerLimits.vocabularyName
        case .missingFile(let folder, let name, let neighbour): "'\(folder)' has no \(name), which \(neighbour) needs"
        case .malformedJSON(let path, let error): "\(path): \(error)"
        case .fileTooLarge(let path, let bytes, let limit): "\(path): \(bytes) bytes are more than the \(limit) allowed"
        case .missingKey(let path, let key): "\(path): key '\(Self.shown(key))' is missing"
        case .unknownKey(let path, let key): "\(path): key '\(Self.shown(key))' is not known"
        case .wrongKind(let path, let found, let expected): "\(path): found \(found) where \(expected) is expected"
        case .unsupported(let path, let setting, let found, let supported):
            "\(path): \(setting) '\(Self.shown(found))' is not supported; supported are \(supported.joined(separator: ", "))"
        case .outOfRange(let path, let found, let range): "\(path): \(Self.shown(found)) is not in \(range)"
        case .tooManyEntries(let path, let count, let limit): "\(path): \(count) entries are more than the \(limit) allowed"
        case .tokenTooLong(let path, let token, let bytes, let limit):
            "\(path): token '\(Self.shown(token))' has \(bytes) bytes, more than the \(limit) allowed"
        case .emptyToken(let path): "\(path): a token is empty"
        case .duplicateToken(let path, let token): "\(path): token '\(Self.shown(token))' stands twice"
        case .duplicateID(let path, let id, let first, let second):
            "\(path): id \(id) is given to '\(Self.shown(first))' and to '\(Self.shown(second))'"
        case .conflictingID(let path, let token, let found, let expected):
            "\(path): token '\(Self.shown(token))' has id \(found), the vocabulary says \(expected)"
        case .tokenNotInVocabulary(let path, let token): "\(path): token '\(Self.shown(token))' is not in the vocabulary"
        case .malformedMerge(let path, let found): "\(path): '\(Self.shown(found))' is not two tokens with a space between them"
        case .unknownID(let path, let id): "\(path): id \(id) belongs to no token"
        case .invalidUTF8(let path): "\(path): the text is not valid UTF-8"
        }
    }

    /// Text from a file, short enough for a message and on one line.
    static func shown(_ text: String) -> String {
        let limit = 60
        let start = text.unicodeScalars.prefix(limit)
        let isControl = { (scalar: Unicode.Scalar) in scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) }
        return start.map { isControl($0) ? $0.escaped(asASCII: true) : String($0) }.joined()
            + (text.unicodeScalars.count > limit ? "…" : "")
    }
}

/// The bounds of what a tokenizer file may hold.
package enum TokenizerLimits {
    package static let maxFileBytes = 1 << 24
    package static let maxEntries = 1_000_000
    package static let maxTokenBytes = 512
    package static let maxAddedTokens = 10_000
    package static let maxTemplateTokens = 16
    /// In one sequence.
    package static let maxNormalizers = 16
    /// In one sequence.
    package static let maxProcessors = 16

    package static let jsonName = "tokenizer.json"
    package static let vocabularyName = "vocab.txt"
    package static let vocabularyJSONName = "vocab.json"
    package static let mergesName = "merges.txt"
    package static let configName = "tokenizer_config.json"

    static func checkSize(of bytes: [UInt8], _ path: String) throws(TokenizationError) {
        guard bytes.count <= maxFileBytes else { throw .fileTooLarge(path: path, bytes: bytes.count, limit: maxFileBytes) }
    }
}
