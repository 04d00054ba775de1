import Classification

/// What one compute thread does with the items it took: tokenize, form ragged batches, run them, hand the scores back.
struct ComputeWorker {
    private let pool: ComputePool
    private let maxBatchTokens: Int
    private var workspace: ClassifierWorkspace?
    private let clock = ContinuousClock()
    /// Texts that left the queue in this run, complete or given up.
    private var departed = Departed()
    private var figures = ComputeFigures()

    private struct Departed {
        var texts = 0
        var work = 0

        mutating func add(_ job: ClassificationJob, _ index: Int) {
            texts += 1
            work += job.work(of: index)
        }
    }

    /// - Parameter maxBatchTokens: Of windows that run together; a window that is longer runs alone.
    init(pool: ComputePool, maxBatchTokens: Int) {
        self.pool = pool
        self.maxBatchTokens = maxBatchTokens
    }

    private struct Window {
        let text: TextProgress
        let index: Int
        var ids: [Int32] { text.tokenized.windows[index] }
    }

    mutating func run(_ items: [ComputePool.Item]) {
        let start = clock.now
        var windows: [Window] = []
        departed = Departed()
        figures = ComputeFigures()
        for item in items { gather(item, into: &windows) }
        var batch: [Window] = []
        var batchTokens = 0
        for window in windows {
            if batchTokens + window.ids.count > maxBatchTokens, !batch.isEmpty {
                compute(batch)
                batch.removeAll(keepingCapacity: true)
                batchTokens = 0
            }
            batch.append(window)
            batchTokens += window.ids.count
        }
        if !batch.isEmpty { compute(batch) }
        let seconds = (clock.now - start) / .seconds(1)
        pool.measure(figures)
        let computed = windows.reduce(0.0) { $0 + $1.text.workPerWindow }
        pool.finished(departed.texts, work: departed.work, seconds: windows.isEmpty ? nil : seconds, computed: computed)
    }

    /// Tokenizes a text, or lets it depart when nobody waits for it or it cannot be read.
    private mutating func gather(_ item: ComputePool.Item, into windows: inout [Window]) {
        switch item {
        case .windows(let text, let range):
            guard !text.job.endIfPointless() else {
                if text.drop() { departed.add(text.job, text.index) }
                return
            }
            windows.append(contentsOf: range.map { Window(text: text, index: $0) })
        case .text(let job, let index):
            guard !job.endIfPointless() else {
                departed.add(job, index)
                return
            }
            let start = clock.now
            figures.queued.append((start - job.start) / .seconds(1))
            do throws(TextError) {
                let text = TextProgress(job: job, index: index, tokenized: try job.model.tokenize(job.texts[index]))
                figures.tokenized.append((clock.now - start) / .seconds(1))
                let count = text.tokenized.windows.count
                let own = min(count, ComputePool.windowsPerItem)
                windows.append(contentsOf: (0..<own).map { Window(text: text, index: $0) })
                let rest = stride(from: own, to: count, by: ComputePool.windowsPerItem).map {
                    ComputePool.Item.windows(text, $0..<min(count, $0 + ComputePool.windowsPerItem))
                }
                pool.offerToOthers(rest)
            } catch {
                switch error {
                case .encoder(let reason): job.fail(.internalFault(reason))
                case .empty: job.fail(.emptyInput(index: index))
                case .tooLong(let tokens, let limit): job.fail(.tooLong(index: index, tokens: tokens, limit: limit))
                }
                departed.add(job, index)
            }
        }
    }

    private mutating func compute(_ batch: [Window]) {
        let model = batch[0].text.job.model
        if workspace?.belongs(to: model) != true {
            workspace = nil
            workspace = model.makeWorkspace(
                maxTokens: max(maxBatchTokens, model.limits.windowTokens),
                maxSequences: max(1, maxBatchTokens / model.minWindowTokens))
        }
        guard let workspace else { return }
        let start = clock.now
        defer { figures.inferred.append((clock.now - start) / .seconds(1)) }
        do throws(TextError) {
            try model.probabilities(of: batch.lazy.map(\.ids), workspace: workspace) { index, probabilities, layers, state in
                let text = batch[index].text
                if text.add(probabilities, layers: layers, state: state) { departed.add(text.job, text.index) }
            }
        } catch {
            for window in batch {
                window.text.job.fail(.internalFault(error.description))
                if window.text.drop() { departed.add(window.text.job, window.text.index) }
            }
        }
    }
}
