package import Classification
import ServiceManager

extension GuardService {
    /// A bundle that took over.
    package struct Activation: Sendable {
        package let model: Classifier
        /// For loading, verifying and testing it.
        package let milliseconds: Int
    }

    /// Puts a model in service while the daemon runs, counts it, and tells the log. On failure the old model serves on.
    ///
    /// Loads on the calling thread.
    package func activate(_ source: ModelSource) -> Result<Activation, ActivationError> {
        let before = host.served?.model.name ?? "none"
        let clock = ContinuousClock()
        let start = clock.now
        do throws(ActivationError) {
            let model = try host.activate(source, mode: configuration.swapMode) { pool.waitUntilIdle() }
            let duration = clock.now - start
            let milliseconds = Int(duration / .milliseconds(1))
            metrics.update { $0.swapped(isDone: true, seconds: duration / .seconds(1), isSelfTestFailure: false) }
            log.report(
                .bundleActivated, "serving \(model.name), before \(before), loaded in \(milliseconds) ms", .bundle(model.name))
            tellPolicyGaps(of: model)
            return .success(Activation(model: model, milliseconds: milliseconds))
        } catch {
            let seconds = (clock.now - start) / .seconds(1)
            if error != .busy {
                metrics.update { $0.swapped(isDone: false, seconds: seconds, isSelfTestFailure: error.isSelfTestFailure) }
            }
            let serving = host.served?.model.name
            log.report(
                .activationFailed, "activation of \(source.path) failed: \(error); still serving \(serving ?? "none")",
                serving.map { [.bundle($0)] } ?? [])
            return .failure(error)
        }
    }

    /// What the policy leaves open for a model.
    package func tellPolicyGaps(of model: Classifier) {
        for warning in configuration.policyCoverage(of: model).warnings { log.report(.policyGap, warning, .bundle(model.name)) }
    }
}

extension ActivationError {
    /// Whether the model was read and then gave other logits than it promises.
    package var isSelfTestFailure: Bool {
        if case .failed(.selfTestFailed) = self { true } else { false }
    }
}
