package import OSThreads

// Several sources at once, their outcomes in order.
//
// Workers take sources from the left and may finish in any order; the caller's thread gets the outcomes in the order of the sources, so
// that filters which look back ("near an earlier variation") decide alike at every concurrency. Whatever ends the run, a refused key, a
// limit, a full disk, raises the stop signal: nothing new is sent, what is under way is waited for and delivered, since it is paid, and
// then the reason is thrown.

package struct GenerationRun: Sendable {
    private let generator: any VariationGenerator
    private let concurrency: Int
    private let stop: StopSignal

    /// - Parameter concurrency: Sources that are asked about at once.
    package init(_ generator: any VariationGenerator, concurrency: Int = 4, stop: StopSignal = StopSignal()) {
        self.generator = generator
        self.concurrency = max(1, concurrency)
        self.stop = stop
    }

    private struct Progress: Sendable {
        var next = 0
        var running = 0
        var outcomes: [Int: GenerationOutcome] = [:]
        var failure: GenerationError?
    }

    /// - Parameters:
    ///   - tasks: With different keys: a ledger answers one request for a key at a time.
    ///   - deliver: Called with the index of each task and its outcome, in order, on the caller's thread. Tasks that a stop left out are
    ///     left out here.
    package func run(
        _ tasks: [VariationTask], deliver: (Int, GenerationOutcome) throws(GenerationError) -> Void
    ) throws(GenerationError) {
        let progress = Monitor(Progress())
        let workers = (0..<min(concurrency, tasks.count)).compactMap { number in
            progress.withLock { $0.running += 1 }
            let thread = NamedThread("generate-\(number)") { work(tasks, progress) }
            if thread == nil { progress.withLock { $0.running -= 1 } }
            return thread
        }
        guard !workers.isEmpty || tasks.isEmpty else { throw .noThread }
        var failure: GenerationError?
        for index in tasks.indices {
            guard let outcome = progress.wait(for: { Self.outcome(index, &$0) }) else { continue }
            do throws(GenerationError) { try deliver(index, outcome) } catch {
                failure = error
                stop.raise()
                break
            }
        }
        for worker in workers { worker.join() }
        if let failure = failure ?? progress.withLock({ $0.failure }) { throw failure }
    }

    private func work(_ tasks: [VariationTask], _ progress: Monitor<Progress>) {
        while !stop.isRaised {
            let index = progress.withLock { state in
                defer { state.next += 1 }
                return state.next
            }
            guard index < tasks.count else { break }
            do throws(GenerationError) {
                let outcome = try generator.generate(tasks[index], stop: stop)
                progress.update(waking: .all) { $0.outcomes[index] = outcome }
            } catch {
                stop.raise()
                // The first reason is the one to tell; that others were stopped follows from it.
                progress.update(waking: .all) { state in
                    if state.failure == nil || state.failure == .stopped { state.failure = error }
                }
            }
        }
        let isStopped = stop.isRaised
        progress.update(waking: .all) { state in
            state.running -= 1
            if isStopped, state.failure == nil, state.next < tasks.count { state.failure = .stopped }
        }
    }

    /// The outcome of a task; nil inside when none will come, nil when it is not known yet.
    private static func outcome(_ index: Int, _ state: inout Progress) -> GenerationOutcome?? {
        if let outcome = state.outcomes.removeValue(forKey: index) { return .some(outcome) }
        return state.running == 0 ? .some(nil) : nil
    }
}
