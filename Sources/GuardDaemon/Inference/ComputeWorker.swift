import Classification

/// What one compute thread does with the items it took: tokenize, form ragged batches, run them, hand the scores back.
struct ComputeWorker {
    private let pool: ComputePool
    private var workspace: ClassifierWorkspace?
    private let clock = ContinuousClock()

    init(pool: ComputePool) { self.pool = pool }

    private struct Window {
        let text: TextProgress
        let index: Int
        var ids: [Int32] { text.tokenized.windows[index] }
    }

    mutating func run(_ items: [ComputePool.Item]) {
        let start = clock.now
        var windows: [Window] = []
        var dropped = 0
        for item in items { gather(item, into: &windows, dropped: &dropped) }
        var computed = 0
        var batch: [Window] = []
        var batchTokens = 0
        for window in windows {
            if batchTokens + window.ids.count > pool.settings.maxBatchTokens, !batch.isEmpty {
                computed += compute(batch)
                batch.removeAll(keepingCapacity: true)
                batchTokens = 0
            }
            batch.append(window)
            batchTokens += window.ids.count
        }
        if !batch.isEmpty { computed += compute(batch) }
        let seconds = (clock.now - start) / .seconds(1)
        pool.finished(dropped, seconds: nil)
        pool.finished(computed, seconds: seconds)
    }

    /// Tokenizes a text, or counts it as dropped when nobody waits for it or it cannot be read.
    private func gather(_ item: ComputePool.Item, into windows: inout [Window], dropped: inout Int) {
        switch item {
        case .windows(let text, let range):
            guard !text.job.isPointless else {
                text.job.fail(.abandoned)
                if text.drop() { dropped += 1 }
                return
            }
            windows.append(contentsOf: range.map { Window(text: text, index: $0) })
        case .text(let job, let index):
            guard !job.isPointless else {
                job.fail(.abandoned)
                dropped += 1
                return
            }
            do throws(TextError) {
                let text = TextProgress(job: job, index: index, tokenized: try job.model.tokenize(job.texts[index]))
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
                dropped += 1
            }
        }
    }

    /// - Returns: How many texts were completed.
    private mutating func compute(_ batch: [Window]) -> Int {
        let model = batch[0].text.job.model
        if workspace?.belongs(to: model) != true {
            workspace = nil
            workspace = model.makeWorkspace(
                maxTokens: max(pool.settings.maxBatchTokens, model.limits.windowTokens), maxSequences: pool.settings.maxBatchTokens / 2)
        }
        guard let workspace else { return 0 }
        var completed = 0
        do throws(TextError) {
            try model.probabilities(of: batch.lazy.map(\.ids), workspace: workspace) { index, probabilities in
                if batch[index].text.add(probabilities) { completed += 1 }
            }
        } catch {
            for window in batch {
                window.text.job.fail(.internalFault(error.description))
                if window.text.drop() { completed += 1 }
            }
        }
        return completed
    }
}
