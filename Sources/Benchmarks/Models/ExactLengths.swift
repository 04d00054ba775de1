package import ConsolePrograms
package import Tokenization

/// Messages as token ids of one exact number, for times that can be compared across lengths and programs.
package struct ExactLengths {
    private let texts: [String]
    private let tokenizer: Tokenizer

    /// - Precondition: There is a text.
    package init(texts: [String], tokenizer: Tokenizer) {
        precondition(!texts.isEmpty, "ExactLengths: no text")
        self.texts = texts
        self.tokenizer = tokenizer
    }

    /// `count` sequences of `tokens` ids, special tokens included: real text, with a longer one cut and a shorter one joined with those
    /// that follow it.
    ///
    /// - Throws: Exit 64 when there is no room beside the special tokens, 66 when the texts have no content.
    package func sequences(_ count: Int, tokens: Int) throws(ProgramFailure) -> [[Int32]] {
        guard tokens > tokenizer.specialTokenCount else {
            throw ProgramFailure(
                .usage, "\(tokens) tokens have no room beside the \(tokenizer.specialTokenCount) special tokens of this model")
        }
        var result: [[Int32]] = []
        for start in 0..<count {
            var text = texts[start % texts.count]
            var ids = tokenizer.encode(text, maxTokens: tokens).ids
            var next = start
            // A text with any content adds a token at least.
            while ids.count < tokens, next - start < tokens + texts.count {
                next += 1
                text += " " + texts[next % texts.count]
                ids = tokenizer.encode(text, maxTokens: tokens).ids
            }
            guard ids.count == tokens else { throw ProgramFailure(.inputMissing, "the texts have too little content for \(tokens) tokens") }
            result.append(ids)
        }
        return result
    }

    /// The texts that are exactly `tokens` ids as they stand.
    package func messages(tokens: Int) -> [String] { texts.filter { tokenizer.encode($0).ids.count == tokens } }
}
