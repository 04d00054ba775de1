package import Encoders
import OSThreads
import Synchronization
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
    package init(folder: String, maxTokens: Int = 128, layout: SentenceLayout? = nil) throws(ClassificationError) {
        do throws(EncoderError) { encoder = try SentenceEncoder(folder: folder, layout: layout) } catch {
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
        let ids = texts.map { tokenizer.encode($0, maxTokens: maxTokens).ids }
        let order = ids.indices.sorted { (ids[$0].count, $0) < (ids[$1].count, $1) }
        let batches = Self.batches(order, lengths: ids.map(\.count), maxTokens: Self.batchTokens)
        let dimension = self.dimension
        let result = Mutex((rows: [Float](repeating: 0, count: texts.count * dimension), done: 0, failure: EncoderError?.none))
        runInParallel(
            batches.count, threads: threads, name: "picket-embed",
            makeContext: { [encoder, maxTokens] in
                EncoderWorkspace(for: encoder, maxTokens: max(Self.batchTokens, maxTokens), maxSequences: Self.batchTokens)
            },
            { [encoder] number, workspace in
                let members = batches[number]
                var batch = RaggedBatch()
                for index in members { batch.append(ids[index]) }
                do throws(EncoderError) {
                    try encoder.embed(batch, workspace: workspace) { rows in
                        result.withLock { result in
                            for (row, index) in members.enumerated() {
                                for column in 0..<dimension { result.rows[index * dimension + column] = rows[row * dimension + column] }
                            }
                            result.done += members.count
                            progress(result.done)
                        }
                    }
                } catch { result.withLock { $0.failure = error } }
            })
        let (rows, _, failure) = result.withLock { $0 }
        if let failure { throw .encoder(reason: failure.description) }
        return rows
    }

    private static let batchTokens = 512

    /// Cuts `order` into runs of at most `maxTokens` tokens; a longer text is a run of its own.
    static func batches(_ order: [Int], lengths: [Int], maxTokens: Int) -> [[Int]] {
        var batches: [[Int]] = []
        var tokens = 0
        for index in order {
            if batches.isEmpty || tokens + lengths[index] > maxTokens {
                batches.append([])
                tokens = 0
            }
            batches[batches.count - 1].append(index)
            tokens += lengths[index]
        }
        return batches
    }
}
