import Encoders
import OSThreads
import Synchronization
import Tokenization

/// What is read from a model's folder, on several threads: the weights are most of it, and their digest takes as long as packing them.
///
/// A part is believed only when all have been read and the digests are right: the first failure in the order digests, labels, encoder,
/// tokenizer is the one that is thrown.
struct ModelParts: Sendable {
    let labels: ModelLabels
    let encoder: SentenceEncoder
    let tokenizer: Tokenizer

    private struct Reading {
        var digests: ClassificationError?
        var labels: Result<ModelLabels, ClassificationError>?
        var encoder: Result<SentenceEncoder, ClassificationError>?
        var tokenizer: Result<Tokenizer, ClassificationError>?
    }

    /// - Parameter manifest: Whose digests the files must have; nil for a folder without one.
    init(reading path: String, manifest: BundleManifest?, precision: Precision) throws(ClassificationError) {
        let reading = Mutex(Reading())
        runInParallel(3, threads: min(3, availableProcessors()), name: "picket-load", makeContext: {}) { task, _ in
            switch task {
            case 0:
                // Before the weights: labels that make no sense are found in a file of a few lines.
                let labels = attempt { () throws(ClassificationError) in try ModelLabels(inConfigOf: path) }
                reading.withLock { $0.labels = labels }
                guard case .success = labels else { return }
                let encoder = attempt { () throws(ClassificationError) in try Self.encoder(path, precision) }
                reading.withLock { $0.encoder = encoder }
            case 1:
                guard let manifest else { return }
                let digests = attempt { () throws(ClassificationError) in try verifyFiles(of: path, manifest) }
                if case .failure(let error) = digests { reading.withLock { $0.digests = error } }
            default:
                let tokenizer = attempt { () throws(ClassificationError) in try loadTokenizer(path) }
                reading.withLock { $0.tokenizer = tokenizer }
            }
        }
        let result = reading.withLock { $0 }
        if let error = result.digests { throw error }
        guard let labels = result.labels else { throw .encoder(reason: "its labels were not read") }
        self.labels = try labels.get()
        guard let encoder = result.encoder, let tokenizer = result.tokenizer else { throw .encoder(reason: "it was not read") }
        self.encoder = try encoder.get()
        self.tokenizer = try tokenizer.get()
    }

    private static func encoder(_ path: String, _ precision: Precision) throws(ClassificationError) -> SentenceEncoder {
        do throws(EncoderError) { return try SentenceEncoder(folder: path, precision: precision) } catch .noPooling {
            throw .encoder(reason: "the model has no classification head")
        } catch {
            throw .encoder(reason: error.description)
        }
    }
}

private func attempt<Value>(_ body: () throws(ClassificationError) -> Value) -> Result<Value, ClassificationError> {
    do throws(ClassificationError) { return .success(try body()) } catch { return .failure(error) }
}
