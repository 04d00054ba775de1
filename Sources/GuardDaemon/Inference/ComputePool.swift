import Classification
import OSThreads

/// The compute threads and the one queue that feeds them.
///
/// There is no batching timer: a text is taken by the first thread that is free. What is already queued is shared out, so that each
/// thread takes its part of it and runs it as one ragged batch; a list in one request therefore spreads over all threads, and a
/// single message never waits for company. A take is bounded in work, and a text of many windows puts the windows beyond the first few at
/// the back of the queue: a long request spreads over idle threads and lets short ones pass in between.
///
/// Each thread owns one workspace, made for the model it computes with and made anew only after a swap.
package final class ComputePool: Sendable {
    package struct Settings: Equatable, Sendable {
        package var threads: Int
        package var maxBatchTokens: Int
        package var capacity: Int
        package var deadlineSeconds: Double

        package init(threads: Int, maxBatchTokens: Int, capacity: Int, deadlineSeconds: Double) {
            self.threads = threads
            self.maxBatchTokens = maxBatchTokens
            self.capacity = capacity
            self.deadlineSeconds = deadlineSeconds
        }
    }

    enum Item: Sendable {
        case text(ClassificationJob, index: Int)
        case windows(TextProgress, Range<Int>)
    }

    struct Queue: Sendable {
        var items: ArraySlice<Item> = []
        var admission: Admission
        var isStopping = false
    }

    /// Windows of one text that a thread keeps for itself before it offers the rest to others.
    static let windowsPerItem = 4
    static let mostItemsPerTake = 32
    /// Bytes of text that one take holds at most, unless its first item alone is more: some 2,000 tokens.
    static let mostWorkPerTake = 8_192.0

    let settings: Settings
    private let queue: Monitor<Queue>
    private let threads: Monitor<[NamedThread]>

    package init(settings: Settings) {
        self.settings = settings
        queue = Monitor(
            Queue(
                admission: Admission(capacity: settings.capacity, threads: settings.threads, deadlineSeconds: settings.deadlineSeconds)))
        threads = Monitor([])
    }

    /// - Returns: False when the system refuses a thread.
    package func start() -> Bool {
        for number in 0..<settings.threads {
            guard let thread = NamedThread("picket-cpu-\(number)", { [self] in runThread() }) else { return false }
            threads.withLock { $0.append(thread) }
        }
        return true
    }

    package var pending: Int { queue.withLock { $0.admission.pending } }
    /// How long the threads need for what is queued.
    package var expectedSeconds: Double { queue.withLock { $0.admission.expectedSeconds } }

    /// Puts a request in the queue, or says why not; an admitted request is always completed.
    package func submit(_ job: ClassificationJob) -> Admission.Answer {
        let work = job.work
        return queue.update(wakingAll: job.texts.count > 1) { queue in
            guard !queue.isStopping else { return .queueFull(retryAfterSeconds: 1) }
            let answer = queue.admission.admit(job.texts.count, work: work)
            if answer == .admitted { queue.items.append(contentsOf: job.texts.indices.map { .text(job, index: $0) }) }
            return answer
        }
    }

    /// Takes no more requests, computes what is queued, and returns when the threads have ended.
    package func drain() {
        queue.update(wakingAll: true) { $0.isStopping = true }
        let running = threads.withLock { threads in
            defer { threads = [] }
            return threads
        }
        for thread in running { thread.join() }
    }

    /// Waits until nothing is queued or being computed.
    package func waitUntilIdle() {
        queue.wait { $0.admission.pending == 0 ? () : nil }
    }

    // MARK: for the compute threads

    private func runThread() {
        var worker = ComputeWorker(pool: self)
        while let items = take() { worker.run(items) }
    }

    /// A fair part of what is queued; nil when there is nothing and never will be.
    private func take() -> [Item]? {
        queue.wait { queue -> [Item]?? in
            guard let first = queue.items.first else { return queue.isStopping ? .some(nil) : nil }
            let share = (queue.items.count + settings.threads - 1) / settings.threads
            // One batch is one model: a swap in the middle of the queue ends it.
            var work = 0.0
            let taken = queue.items.prefix(max(1, min(share, Self.mostItemsPerTake))).prefix { item in
                defer { work += item.work }
                return item.model === first.model && (work == 0 || work + item.work <= Self.mostWorkPerTake)
            }
            queue.items = queue.items.dropFirst(taken.count)
            return .some(Array(taken))
        }
    }

    func offerToOthers(_ items: [Item]) {
        guard !items.isEmpty else { return }
        queue.update(wakingAll: true) { $0.items.append(contentsOf: items) }
    }

    func finished(_ texts: Int, work: Int, seconds: Double?, computed: Double) {
        queue.update(wakingAll: true) { $0.admission.finish(texts, work: work, seconds: seconds, computed: computed) }
    }
}

extension ComputePool.Item {
    var job: ClassificationJob {
        switch self {
        case .text(let job, _): job
        case .windows(let text, _): text.job
        }
    }

    var model: Classifier { job.model }

    var work: Double {
        switch self {
        case .text(let job, let index): Double(job.work(of: index))
        case .windows(let text, let range): text.workPerWindow * Double(range.count)
        }
    }
}
