import Classification
import ConsolePrograms
import Encoders
import OSThreads
import Synchronization

// Forward passes, timed one by one.
//
// A round goes through all cells (a number of tokens, a batch size, a number of threads) and runs each for a short while, so that
// whatever the machine does meanwhile falls on every cell alike. Within a block the first pass is not counted: it brings the weights
// back that the cell before it has driven out of the caches. Every pass has another text.

/// One shape of work.
package struct LatencyCell: Equatable, Sendable {
    /// Of each sequence.
    package let tokens: Int
    /// Sequences of one pass.
    package let batch: Int
    /// Threads that run passes of their own at the same time.
    package let threads: Int

    package init(tokens: Int, batch: Int, threads: Int) {
        self.tokens = tokens
        self.batch = batch
        self.threads = threads
    }

    /// As the peers' programs call it: `1x16`, and `2:1x16` on two threads.
    package var name: String { (threads == 1 ? "" : "\(threads):") + "\(batch)x\(tokens)" }

    /// Threads in the outer loop, so that lengths stand together.
    package static func all(tokens: [Int], batches: [Int], threads: [Int]) -> [LatencyCell] {
        threads.flatMap { threads in
            batches.flatMap { batch in tokens.map { LatencyCell(tokens: $0, batch: batch, threads: threads) } }
        }
    }
}

/// The passes of every cell.
struct LatencyRounds {
    let cells: [LatencyCell]
    /// At most so many passes of a cell in one round.
    let passes: Int
    private let model: TextEmbedder
    /// By number of tokens; a pass takes the next `batch` of them, around and around.
    let sequences: [Int: [[Int32]]]

    /// Sequences of each length: as many as the largest batch twice over, 64 at least.
    init(_ cells: [LatencyCell], passes: Int, model: TextEmbedder, texts: [String]) throws(ProgramFailure) {
        self.cells = cells
        self.passes = passes
        self.model = model
        let source = ExactLengths(texts: texts, tokenizer: model.tokenizer)
        let count = max(64, 2 * (cells.map(\.batch).max() ?? 1))
        var sequences: [Int: [[Int32]]] = [:]
        for cell in cells where sequences[cell.tokens] == nil {
            guard cell.tokens <= model.encoder.config.maxTokens else {
                throw ProgramFailure(.usage, "\(cell.tokens) tokens are more than the \(model.encoder.config.maxTokens) of this model")
            }
            sequences[cell.tokens] = try source.sequences(count, tokens: cell.tokens)
        }
        self.sequences = sequences
    }

    /// The passes of one cell in one round, in microseconds, from all its threads.
    func run(_ cell: LatencyCell) throws(ProgramFailure) -> [Double] {
        let batches = self.batches(cell)
        let waiting = Monitor(cell.threads)
        let gathered = Mutex<(samples: [Double], failure: EncoderError?)>(([], nil))
        let body: @Sendable () -> Void = { [model, passes] in
            let workspace = EncoderWorkspace(for: model.encoder, maxTokens: cell.tokens * cell.batch, maxSequences: cell.batch)
            // All threads begin together, or the first would have the machine to itself.
            waiting.update(waking: .all) { $0 -= 1 }
            waiting.wait { $0 <= 0 ? () : nil }
            do throws(EncoderError) {
                let samples = try Self.time(batches, passes: passes, model.encoder, workspace)
                gathered.withLock { $0.samples += samples }
            } catch { gathered.withLock { $0.failure = error } }
        }
        let helpers = (1..<cell.threads).compactMap { NamedThread("bench-\($0)", body) }
        guard helpers.count == cell.threads - 1 else { throw ProgramFailure(.tryAgainLater, "the system gave no thread") }
        body()
        for helper in helpers { helper.join() }
        let (samples, failure) = gathered.withLock { $0 }
        if let failure { throw ProgramFailure(.ourBug, "a pass of \(cell.name) failed: \(failure)") }
        return samples
    }

    /// What one cell may take of a round, in nanoseconds.
    private static let patience: Int64 = 300_000_000

    private static func time(
        _ batches: [RaggedBatch], passes: Int, _ encoder: SentenceEncoder, _ workspace: EncoderWorkspace
    ) throws(EncoderError) -> [Double] {
        let clock = MonotonicTime()
        var samples: [Double] = []
        samples.reserveCapacity(passes)
        try run(batches[0], encoder, workspace)
        let begin = clock.now
        while samples.count < passes, samples.isEmpty || clock.now - begin < patience {
            let batch = batches[(samples.count + 1) % batches.count]
            let start = clock.now
            try run(batch, encoder, workspace)
            samples.append(Double(clock.now - start) / 1_000)
        }
        return samples
    }

    /// One pass: ids in, logits out, or the embedding where there is no head.
    private static func run(_ batch: RaggedBatch, _ encoder: SentenceEncoder, _ workspace: EncoderWorkspace) throws(EncoderError) {
        if encoder.head == nil {
            try encoder.embed(batch, workspace: workspace) { _ in }
        } else {
            try encoder.logits(batch, workspace: workspace) { _ in }
        }
    }

    private func batches(_ cell: LatencyCell) -> [RaggedBatch] {
        let rows = sequences[cell.tokens] ?? []
        return stride(from: 0, to: rows.count - cell.batch + 1, by: cell.batch).map { RaggedBatch(rows[$0..<$0 + cell.batch]) }
    }
}
