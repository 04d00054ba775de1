package import Encoders
import DurableFiles
import JSONParsing
import OSThreads
import Synchronization
package import Tokenization

/// A model ready to give verdicts: tokenizer, encoder with its head, calibration and labels. Immutable; a swap exchanges references.
package final class Classifier: Sendable {
    /// The bundle id, or the folder's name for a model without a manifest.
    package let name: String
    package let source: ModelSource
    package let manifest: BundleManifest?
    /// In the order of the logits.
    package let labels: [String]
    package let calibration: ScoreCalibration
    package let tokenizer: Tokenizer
    package let encoder: SentenceEncoder
    package let limits: TextLimits
    /// Where a text may stop before the last layer; nil when there is no such place or none is wanted.
    package let exits: ExitHeads?

    /// L.
    package var layers: Int { encoder.config.numHiddenLayers }
    /// After which of them a text may stop before the last.
    package var exitLayers: [Int] { exits?.exits.map(\.layer) ?? [] }

    /// What the bundle suggests as thresholds, by label.
    package var suggestedThresholds: [String: Double] { manifest?.thresholds ?? [:] }

    /// Tokens that every window has at least: the special ones and one of the text.
    package var minWindowTokens: Int { tokenizer.specialTokenCount + 1 }

    /// Reads and checks everything; nothing is believed that a digest, a shape or a vocabulary contradicts.
    ///
    /// - Parameters:
    ///   - source: The bundle or folder.
    ///   - limits: `windowTokens` is lowered to what the bundle and the encoder allow.
    ///   - trust: Whose signature a bundle needs, if any.
    ///   - precision: Of the encoder's products.
    ///   - earlyExit: False computes every layer for every text. A bundle's exits are checked all the same.
    package init(
        _ source: ModelSource, limits: TextLimits = TextLimits(), trust: BundleTrust = BundleTrust(), precision: Precision = .float32,
        earlyExit: Bool = true
    ) throws(ClassificationError) {
        let path = source.path
        var manifest: BundleManifest?
        if source.mustHaveManifest || trust.publicKey != nil { manifest = try readTrustedManifest(path, trust: trust) }
        let parts = try ModelParts(reading: path, manifest: manifest, precision: precision)
        if let expected = source.expectedID, let found = manifest?.id, found != expected {
            throw .idMismatch(expected: expected.text, found: found.text)
        }
        let (encoder, tokenizer) = (parts.encoder, parts.tokenizer)
        guard let head = encoder.head else { throw .encoder(reason: "the model has no classification head") }
        let labels = try parts.labels.names(outputs: head.classes)
        if let manifest, manifest.labels != labels {
            throw .labels(reason: "picket.json names the labels \(manifest.labels), config.json \(labels)")
        }
        guard tokenizer.vocabularySize <= encoder.config.vocabSize else {
            throw .vocabularyMismatch(tokenizer: tokenizer.vocabularySize, encoder: encoder.config.vocabSize)
        }
        var limits = limits
        limits.windowTokens = min(limits.windowTokens, manifest?.maxTokens ?? .max, encoder.maxSequenceLength)
        let content = limits.windowTokens - tokenizer.specialTokenCount
        guard content > 0 else { throw .windowTooSmall(tokens: limits.windowTokens, special: tokenizer.specialTokenCount) }
        // Windows that share more than half of their content would multiply the work for a long text.
        limits.stride = min(limits.stride, limits.windowTokens / 2, content - 1)
        limits.maxInputTokens = max(limits.maxInputTokens, tokenizer.specialTokenCount + 1)
        self.name = manifest?.id.text ?? lastComponent(of: path)
        self.source = source
        self.manifest = manifest
        self.labels = labels
        self.calibration = manifest?.calibration ?? .none(labelCount: labels.count)
        self.tokenizer = tokenizer
        self.encoder = encoder
        self.limits = limits
        let exits = try readExits(manifest, path, encoder)
        self.exits = earlyExit ? exits : nil
    }

    /// Splits a text into windows of token ids.
    package func tokenize(_ text: String) throws(TextError) -> TokenizedText {
        let encoding = tokenizer.encodeWindows(
            text, windowTokens: limits.windowTokens, stride: limits.stride, maxTokens: limits.maxInputTokens)
        guard encoding.totalTokens > tokenizer.specialTokenCount else { throw .empty }
        let isTooLong = encoding.totalTokens > limits.maxInputTokens
        guard !isTooLong || limits.truncatesLongTexts else {
            throw .tooLong(tokens: encoding.totalTokens, limit: limits.maxInputTokens)
        }
        return TokenizedText(windows: encoding.windows, tokens: encoding.totalTokens, isTruncated: isTooLong)
    }

    /// - Parameters:
    ///   - maxTokens: Of one batch in all.
    ///   - maxSequences: Of one batch.
    package func makeWorkspace(maxTokens: Int, maxSequences: Int) -> ClassifierWorkspace {
        ClassifierWorkspace(model: self, maxTokens: maxTokens, maxSequences: maxSequences)
    }

    /// Runs one ragged batch through every layer.
    ///
    /// - Parameters:
    ///   - windows: Token ids of each window; together at most the workspace's tokens.
    ///   - workspace: One that belongs to this model.
    ///   - receive: Called with the index of each window and its logits, `[C]`.
    package func logits(
        of windows: some Collection<[Int32]>, workspace: ClassifierWorkspace, receive: (Int, UnsafeBufferPointer<Float>) -> Void
    ) throws(EncoderError) {
        fill(workspace, windows)
        try encoder.logits(workspace.batch, workspace: workspace.encoder) { rows in
            for index in 0..<windows.count { receive(index, row(index, of: rows)) }
        }
    }

    private func fill(_ workspace: ClassifierWorkspace, _ windows: some Collection<[Int32]>) {
        precondition(workspace.belongs(to: self), "Classifier: the workspace belongs to another model")
        workspace.batch.removeAll(keepingCapacity: true)
        for window in windows { workspace.batch.append(window) }
    }

    private func row(_ index: Int, of rows: UnsafeBufferPointer<Float>) -> UnsafeBufferPointer<Float> {
        UnsafeBufferPointer(rebasing: rows[index * labels.count..<(index + 1) * labels.count])
    }

    /// Runs one ragged batch, each window as deep as it has to go, and gives calibrated probabilities.
    ///
    /// - Parameter receive: Called with the index of each window, its probabilities, `[C]`, the layers that were computed for it, and its pooled
    ///   state after these, `[H]`, valid during the call.
    /// - Throws: `.encoder` when a score is not a number, which a policy would compare as harmless; windows before it have been received.
    package func probabilities(
        of windows: some Collection<[Int32]>, workspace: ClassifierWorkspace,
        receive: (Int, [Float], Int, UnsafeBufferPointer<Float>) -> Void
    ) throws(TextError) {
        try scores(of: windows, workspace: workspace) { index, _, probabilities, layers, state in
            receive(index, probabilities, layers, state)
        }
    }

    private func scores(
        of windows: some Collection<[Int32]>, workspace: ClassifierWorkspace,
        receive: (Int, UnsafeBufferPointer<Float>, [Float], Int, UnsafeBufferPointer<Float>) -> Void
    ) throws(TextError) {
        let depth = layers
        var isFinite = true
        func take(_ index: Int, _ logits: UnsafeBufferPointer<Float>, layers: Int, _ states: UnsafeBufferPointer<Float>) {
            // An exit's logits have their calibration in them.
            let own = layers == depth ? calibration : .none(labelCount: labels.count)
            let probabilities = own.probabilities(logits)
            isFinite = isFinite && probabilities.allSatisfy(\.isFinite)
            let width = states.count / windows.count
            let state = UnsafeBufferPointer(rebasing: states[index * width..<(index + 1) * width])
            if isFinite { receive(index, logits, probabilities, layers, state) }
        }
        do throws(EncoderError) {
            if let exits {
                fill(workspace, windows)
                try encoder.logits(workspace.batch, workspace: workspace.encoder, exits: exits) { rows, layers, states in
                    for index in layers.indices { take(index, row(index, of: rows), layers: layers[index], states) }
                }
            } else {
                fill(workspace, windows)
                try encoder.logitsAndEmbeddings(workspace.batch, workspace: workspace.encoder) { rows, states in
                    for index in 0..<windows.count { take(index, row(index, of: rows), layers: depth, states) }
                }
            }
        } catch { throw .encoder(reason: error.description) }
        guard isFinite else { throw .encoder(reason: "the model gave a score that is not a number") }
    }

    /// The verdict on one text, on the caller's thread: for tools and the self-test.
    package func verdict(_ text: String, workspace: ClassifierWorkspace) throws(TextError) -> Verdict {
        try verdictAndLogits(text, workspace: workspace).verdict
    }

    /// As `verdict`, with the logits of the first window, `[C]`; where it stopped at an exit, that one's.
    package func verdictAndLogits(
        _ text: String, workspace: ClassifierWorkspace
    ) throws(TextError) -> (verdict: Verdict, logits: [Float]) {
        let tokenized = try tokenize(text)
        var windowScores = WindowScores(labels: labels)
        var (firstLogits, firstState): ([Float], [Float]) = ([], [])
        for window in tokenized.windows {
            try scores(of: CollectionOfOne(window), workspace: workspace) { _, logits, probabilities, layers, state in
                if windowScores.windows == 0 { (firstLogits, firstState) = (Array(logits), Array(state)) }
                windowScores.add(probabilities, layers: layers)
            }
        }
        let verdict = Verdict(
            labels: labels, windowScores: windowScores, tokens: tokenized.tokens, truncated: tokenized.isTruncated,
            state: windowScores.windows == 1 ? firstState : nil)
        return (verdict, firstLogits)
    }

    /// The logits that every layer gives a text's first window, `[C]`.
    package func firstWindowLogits(_ text: String, workspace: ClassifierWorkspace) throws(ClassificationError) -> [Float] {
        let ids = tokenizer.encode(text, maxTokens: limits.windowTokens).ids
        var result: [Float] = []
        do throws(EncoderError) {
            try logits(of: CollectionOfOne(ids), workspace: workspace) { result = Array($1) }
        } catch { throw .encoder(reason: error.description) }
        return result
    }

    /// Computes the bundle's self-test again, through every layer; also the warm-up. A model without a manifest has none.
    ///
    /// In float32 a logit may differ by 0.005, which other processors do; in int8 by a tenth of the row's span, some three times what
    /// quantization does to real texts, and far less than a wrong kernel or a torn weight would.
    package func selfTest() throws(ClassificationError) {
        guard manifest != nil else { return }
        let test = try SelfTest(folder: source.path, labels: labels)
        let computed = Mutex([Result<[Float], ClassificationError>](repeating: .success([]), count: test.rows.count))
        runInParallel(
            test.rows.count, threads: availableProcessors(), name: "picket-test",
            makeContext: { self.makeWorkspace(maxTokens: self.limits.windowTokens, maxSequences: 1) },
            { index, workspace in
                let result: Result<[Float], ClassificationError>
                do throws(ClassificationError) {
                    result = .success(try self.firstWindowLogits(test.rows[index].text, workspace: workspace))
                } catch { result = .failure(error) }
                computed.withLock { $0[index] = result }
            })
        var results = computed.withLock { $0 }.makeIterator()
        try test.run(labels: labels, tolerance: encoder.precision == .int8 ? .share(0.1) : .absolute(0.005)) {
            _ throws(ClassificationError) in try results.next()?.get() ?? []
        }
    }
}

/// What one thread needs to run a model: memory for its batch and its intermediate results. Not for two threads at once.
package final class ClassifierWorkspace {
    var batch = RaggedBatch()
    let encoder: EncoderWorkspace
    private weak var model: Classifier?

    init(model: Classifier, maxTokens: Int, maxSequences: Int) {
        encoder = EncoderWorkspace(for: model.encoder, maxTokens: maxTokens, maxSequences: maxSequences)
        self.model = model
    }

    package func belongs(to other: Classifier) -> Bool { model === other }
}

/// The tokenizer of a model folder, as `Tokenizer(folder:)` finds it.
package func loadTokenizer(_ folder: String) throws(ClassificationError) -> Tokenizer {
    do throws(TokenizationError) { return try Tokenizer(folder: folder) } catch {
        if case .unreadableFile(let reason) = error { throw .file(reason) }
        throw .tokenizer(reason: error.description)
    }
}
