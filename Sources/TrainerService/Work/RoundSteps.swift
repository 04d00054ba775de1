package import Classification
import Generation
import JSONParsing
package import Records

/// The steps of a round as the worker performs them.
package struct RoundSteps: Sendable {
    let store: RecordStore
    let configuration: TrainerConfiguration
    let daemon: @Sendable () -> PromotionDaemon

    /// - Parameter daemon: Who serves what is promoted; nil for the one behind the configured admin socket.
    package init(store: RecordStore, configuration: TrainerConfiguration, daemon: (@Sendable () -> PromotionDaemon)? = nil) {
        self.store = store
        self.configuration = configuration
        let socket = configuration.adminSocket
        self.daemon = daemon ?? { .socket(socket) }
    }

    package var perform: RoundWorker.Perform {
        { record, step, stop, report in
            var plan = RoundPlan(configuration)
            if let parameters = record.parameters.object, let fault = plan.take(parameters) {
                return .failure(.failed("the round's parameter '\(fault.name)' cannot be read; allowed is \(fault.allowed)"))
            }
            let context = StepContext(
                store: store, configuration: configuration, round: record, plan: plan, daemon: daemon, stop: stop, report: report)
            do throws(StepError) {
                switch step {
                case .selecting: return .success(try SelectStep(context: context).run())
                case .generating: return .success(try GenerateStep(context: context).run())
                case .training: return .success(try TrainStep(context: context).run())
                case .evaluating: return .success(try EvaluateStep(context: context).run())
                case .promoting: return .success(try PromoteStep(context: context).run())
                case .awaitingLabels, .awaitingReview, .awaitingApproval, .done, .rejected, .failed, .cancelled:
                    return .failure(.interrupted("a round that is \(step) has nothing to be done"))
                }
            } catch {
                guard let reason = error.reason else { return .failure(.interrupted("it was stopped")) }
                return .failure(.failed(reason))
            }
        }
    }
}
