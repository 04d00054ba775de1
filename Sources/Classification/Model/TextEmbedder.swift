package import Encoders
package import Tokenization

/// An encoder without a head: texts to pooled embeddings. For training, pools and tools; the daemon uses `Classifier`.
package final class TextEmbedder: Sendable {
    package let encoder: SentenceEncoder
    package let tokenizer: Tokenizer
    /// Tokens that are read of a text, special tokens included; what is beyond is not.
    package let maxTokens: Int

    /// - Parameters:
    ///   - folder: A sentence encoder, or a bundle.
    ///   - maxTokens: Lowered to what the encoder takes.
    ///   - layout: Pooling and normalization; nil takes what the folder's `modules.json` says.
    ///   - precision: Of the encoder's products.
    package init(
        folder: String, maxTokens: Int = 128, layout: SentenceLayout? = nil, precision: Precision = .float32
    ) throws(ClassificationError) {
        do throws(EncoderError) { encoder = try SentenceEncoder(folder: folder, layout: layout, precision: precision) } catch {
            throw .encoder(reason: error.description)
        }
        tokenizer = try loadTokenizer(folder)
        guard tokenizer.vocabularySize <= encoder.config.vocabSize else {
            throw .vocabularyMismatch(tokenizer: tokenizer.vocabularySize, encoder: encoder.config.vocabSize)
        }
        self.maxTokens = min(maxTokens, encoder.maxSequenceLength)
        guard self.maxTokens > tokenizer.specialTokenCount else {
            throw .windowTooSmall(tokens: self.maxTokens, special: tokenizer.specialTokenCount)
        }
    }

    package var dimension: Int { encoder.config.hiddenSize }

    /// The embedding of one text, `[H]`.
    package func embed(_ text: String) throws(ClassificationError) -> [Float] { try embed([text], threads: 1) }

    /// The embeddings of many texts, `[n, H]`, on several threads.
    ///
    /// Texts of like length share a batch; the result of a text does not depend on its company beyond rounding.
    ///
    /// - Parameter progress: Called with the number of texts that are done, from any thread, one call at a time.
    package func embed(
        _ texts: [String], threads: Int, progress: @escaping @Sendable (Int) -> Void = { _ in }
    ) throws(ClassificationError) -> [Float] {
        try rows(.embeddings, texts, threads: threads, progress: progress)
    }

    /// The pooled state of many texts after every layer, `[n, L · H]`; the last is the embedding.
    package func layerStates(
        _ texts: [String], threads: Int, progress: @escaping @Sendable (Int) -> Void = { _ in }
    ) throws(ClassificationError) -> [Float] {
        try rows(.pooledStates, texts, threads: threads, progress: progress)
    }

    private func rows(
        _ kind: SentenceEncoder.RowKind, _ texts: [String], threads: Int, progress: @escaping @Sendable (Int) -> Void
    ) throws(ClassificationError) -> [Float] {
        let ids = texts.map { tokenizer.encode($0, maxTokens: maxTokens).ids }
        do throws(EncoderError) { return try encoder.rows(kind, of: ids, threads: threads, progress: progress) } catch {
            throw .encoder(reason: error.description)
        }
    }
}
