import ConsolePrograms
import Encoders
import JSONParsing
import LabeledData
import Synchronization
import Training

/// Encoders that have been fine-tuned on the prior: every split of a base and a seed starts from the same one, so it is made once.
final class TunedEncoders: Sendable {
    static let shared = TunedEncoders()

    private let made = Mutex<[String: ModelParameters]>([:])

    /// Where the second stage starts: the tuned encoder, or the base itself where no prior is to be found.
    func start(_ base: TrainingBase, seed: UInt64, threads: Int) throws(ProgramFailure) -> FineTuneProblem.Start {
        let folder = FineTuneProblem.Start.folder(base.folder, base.head(.pooled))
        guard let prior = try Prior.find(nil) else { return folder }
        let key = "\(base.folder) \(seed) \(base.maxTokens)"
        if let parameters = made.withLock({ $0[key] }) { return .parameters(parameters) }
        let recipe = FineTuneRecipe(
            options: PriorThenRows.priorOptions(seed: seed, shards: threads), headStart: .probe(strength: 10), folds: 0, threads: threads)
        let problem = PriorThenRows.problem(prior, base, folder)
        let parameters = try trainingStep { () throws(TrainingError) in
            var journal = FitJournal(identity: JSONObject())
            return try recipe.train(problem, journal: &journal) { _ in .goOn }.parameters
        }
        // One at a time: a model of every seed in memory would be much for a large base.
        made.withLock { $0 = [key: parameters] }
        return .parameters(parameters)
    }
}
