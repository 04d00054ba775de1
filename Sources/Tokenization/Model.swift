/// Words to ids: the `model` of a `tokenizer.json`.
enum Model: Sendable {
    case wordPiece(WordPiece)
    case bytePairs(BytePairEncoding)

    /// The `pre_tokenizer` whose words the model reads.
    var preTokenizerType: String {
        switch self {
        case .wordPiece: "BertPreTokenizer"
        case .bytePairs: "ByteLevel"
        }
    }
}
