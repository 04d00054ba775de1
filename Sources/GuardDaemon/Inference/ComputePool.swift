import Classification
import OSThreads
import Synchronization

/// The compute threads and the one queue that feeds them.
///
/// There is no batching timer: a text is taken by the first thread that is free. What is already queued is shared out, so that each
/// thread takes its part of it and runs it as one ragged batch; a list in one request therefore spreads over all threads, and a
/// single message never waits for company. A take is bounded in work, and a text of many windows puts the windows beyond the first few at
/// the back of the queue: a long request spreads over idle threads and lets short ones pass in between.
///
/// What running together gives, in int8 and with exits (one thread of an Ice Lake Xeon, µs a token): 1 × 4 tokens 173, 1 × 8 103, 4 × 8 88,
/// 8 × 8 84, 1 × 16 99, 4 × 16 81, 8 × 16 77, 32 × 16 86. Alone a short text leaves the multipliers waiting for weights; from some 32 tokens
/// on more company gives nothing. So batches are small (`max_batch_tokens` 192: as many answers a second as 1,024, for a workspace a fifth
/// the size). Takes bounded to one such batch were tried: 8 to 20 % fewer answers a second under full load, and at half the load no lower
/// 99th percentile.
///
/// A request that finds nothing queued and nothing being computed may be computed by the thread that brings it (`computeHere`): the way
/// to a compute thread and back is two wake-ups of a sleeping thread, more than everything else that a request costs beside its verdict.
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
        var finishedTexts = 0
    }

    /// Windows of one text that a thread keeps for itself before it offers the rest to others.
    static let windowsPerItem = 4
    static let mostItemsPerTake = 32
    /// Bytes of text that one take holds at most, unless its first item alone is more: some 2,000 tokens.
    static let mostWorkPerTake = 8_192.0
    /// What a visiting thread computes itself at most: some 64 tokens, a few milliseconds.
    static let mostBytesHere = 256
    /// A text of that many bytes has at most this many tokens, and is one window or two.
    static let mostWindowTokensHere = 128

    let settings: Settings
    let measure: @Sendable (ComputeFigures) -> Void
    /// Where threads wait on the queue.
    private enum Place {
        static let work = 0
        static let idleness = 1
    }

    private let queue: Monitor<Queue>
    private let threads: Monitor<[NamedThread]>
    /// Computes for the threads that bring requests; there while the pool runs.
    private let visitor = Mutex<ComputeWorker?>(nil)

    /// - Parameter measure: Takes what each run of a compute thread measured, on that thread.
    package init(settings: Settings, measure: @escaping @Sendable (ComputeFigures) -> Void = { _ in }) {
        self.settings = settings
        self.measure = measure
        queue = Monitor(
            Queue(
                admission: Admission(capacity: settings.capacity, threads: settings.threads, deadlineSeconds: settings.deadlineSeconds)),
            places: 2)
        threads = Monitor([])
    }

    /// - Returns: False when the system refuses a thread.
    package func start() -> Bool {
        for number in 0..<settings.threads {
            guard let thread = NamedThread("picket-cpu-\(number)", { [self] in runThread() }) else { return false }
            threads.withLock { $0.append(thread) }
        }
        visitor.withLock { $0 = ComputeWorker(pool: self, maxBatchTokens: Self.mostWindowTokensHere) }
        return true
    }

    package var pending: Int { queue.withLock { $0.admission.pending } }
    /// Texts that have left the queue since the start, computed or dropped.
    package var finishedTexts: Int { queue.withLock { $0.finishedTexts } }
    /// How long the threads need for what is queued.
    package var expectedSeconds: Double { queue.withLock { $0.admission.expectedSeconds } }

    /// Puts a request in the queue, or says why not; an admitted request is always completed.
    package func submit(_ job: ClassificationJob) -> Admission.Answer {
        let work = job.work
        return queue.update(waking: job.texts.count > 1 ? .all : .one, at: Place.work) { queue in
            guard !queue.isStopping else { return .queueFull(retryAfterSeconds: 1) }
            let answer = queue.admission.admit(job.texts.count, work: work)
            if answer == .admitted { queue.items.append(contentsOf: job.texts.indices.map { .text(job, index: $0) }) }
            return answer
        }
    }

    /// Computes a request on the calling thread and completes it there, if it is one short text that would wait for nothing.
    ///
    /// - Returns: False when it was not: `submit` it.
    package func computeHere(_ job: ClassificationJob) -> Bool {
        guard job.texts.count == 1, job.texts[0].utf8.count <= Self.mostBytesHere else { return false }
        let work = job.work
        let isComputed = visitor.withLockIfAvailable { worker in
            guard worker != nil else { return false }
            let isAdmitted = queue.withLock { queue in
                guard !queue.isStopping, queue.admission.pending == 0 else { return false }
                return queue.admission.admit(1, work: work) == .admitted
            }
            if isAdmitted { worker?.run([.text(job, index: 0)]) }
            return isAdmitted
        }
        return isComputed ?? false
    }

    /// Takes no more requests, computes what is queued, and returns when the threads have ended.
    package func drain() {
        queue.update(waking: .all, at: Place.work) { $0.isStopping = true }
        visitor.withLock { $0 = nil }
        let running = threads.withLock { threads in
            defer { threads = [] }
            return threads
        }
        for thread in running { thread.join() }
    }

    /// Waits until nothing is queued or being computed.
    package func waitUntilIdle() {
        queue.wait(at: Place.idleness) { $0.admission.pending == 0 ? () : nil }
    }

    // MARK: for the compute threads

    private func runThread() {
        var worker = ComputeWorker(pool: self, maxBatchTokens: settings.maxBatchTokens)
        while let items = take() { worker.run(items) }
    }

    /// A fair part of what is queued; nil when there is nothing and never will be.
    private func take() -> [Item]? {
        queue.wait(at: Place.work) { queue -> [Item]?? in
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
        queue.update(waking: .all, at: Place.work) { $0.items.append(contentsOf: items) }
    }

    func finished(_ texts: Int, work: Int, seconds: Double?, computed: Double) {
        let isIdle = queue.withLock { queue in
            queue.admission.finish(texts, work: work, seconds: seconds, computed: computed)
            queue.finishedTexts += texts
            return queue.admission.pending == 0
        }
        if isIdle { queue.wake(.all, at: Place.idleness) }
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
