import Classification
import Generation
import OSThreads
import Records

/// What every step of a round is given.
struct StepContext: Sendable {
    let store: RecordStore
    let configuration: TrainerConfiguration
    let round: RoundRecord
    let plan: RoundPlan
    let daemon: @Sendable () -> PromotionDaemon
    /// Raised when the trainer stops or the round is cancelled.
    let stop: StopSignal
    /// Takes what is being done, and how much of it.
    let report: @Sendable (_ note: String, _ done: Int, _ total: Int) -> Void

    var models: ModelsFolder { ModelsFolder(configuration.models) }
    var threads: Int { configuration.threads == 0 ? availableProcessors() : configuration.threads }

    func requireRunning() throws(StepError) {
        if stop.isRaised { throw .stopped }
    }
}
