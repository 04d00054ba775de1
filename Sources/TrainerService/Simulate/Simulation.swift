package import ConsolePrograms
import Acquisition
import OSThreads
import Synchronization

/// All runs of a simulation, several at a time.
///
/// A run computes on the thread it is on, so that its result does not depend on the others; a seed's runs share their split.
package struct Simulation: Sendable {
    package let data: SimulationData
    package let embedded: SimulationEmbeddings
    package let settings: SimulationSettings
    package let splits: [SimulationSplit]

    /// - Throws: What the split of a seed throws, before anything is trained.
    package init(_ data: SimulationData, _ embedded: SimulationEmbeddings, _ settings: SimulationSettings) throws(ProgramFailure) {
        self.data = data
        self.embedded = embedded
        self.settings = settings
        var splits: [SimulationSplit] = []
        for seed in settings.seedRange { splits.append(try SimulationSplit(data, rule: settings.split, seed: seed)) }
        self.splits = splits
    }

    package var trainings: Int { settings.strategies.count * settings.seeds * (settings.iterations + 1) }

    /// - Parameters:
    ///   - progress: Called with the number of trainings that are done, from any thread.
    ///   - isStopped: Asked after each training; a run that is stopped gives no result.
    /// - Returns: The results of the seeds whose runs are all done, seed by seed, in the order of the strategies.
    package func run(
        threads: Int, progress: @escaping @Sendable (Int) -> Void = { _ in }, isStopped: @escaping @Sendable () -> Bool = { false }
    ) throws(ProgramFailure) -> [SimulationResult] {
        let perSeed = settings.strategies.count
        let jobs = settings.seeds * perSeed
        let state = Mutex(
            (results: [SimulationResult?](repeating: nil, count: jobs), done: 0, failure: (job: Int, error: ProgramFailure)?.none))
        runInParallel(jobs, threads: threads, name: "picket-simulate", makeContext: {}) { job, _ in
            guard !isStopped(), state.withLock({ $0.failure == nil }) else { return }
            let run = SimulationRun(
                data: data, embedded: embedded, settings: settings, split: splits[job / perSeed],
                strategy: settings.strategies[job % perSeed], seed: settings.firstSeed + job / perSeed)
            do throws(ProgramFailure) {
                let result = try run.perform {
                    progress(
                        state.withLock { state in
                            state.done += 1
                            return state.done
                        })
                    return !isStopped()
                }
                state.withLock { $0.results[job] = result }
            } catch {
                state.withLock { state in
                    if state.failure.map({ job < $0.job }) ?? true { state.failure = (job, error) }
                }
            }
        }
        let (results, _, failure) = state.withLock { $0 }
        if let failure {
            let seed = settings.firstSeed + failure.job / perSeed
            throw ProgramFailure(
                failure.error.exit, "seed \(seed), \(settings.strategies[failure.job % perSeed].rawValue): \(failure.error.message)")
        }
        return stride(from: 0, to: jobs, by: perSeed).flatMap { first -> [SimulationResult] in
            let own = results[first..<first + perSeed].compactMap { $0 }
            return own.count == perSeed ? own : []
        }
    }
}
