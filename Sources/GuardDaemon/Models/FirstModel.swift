import Classification
import ConsolePrograms
import Encoders
import OSThreads
import ServiceManager

/// The model that the daemon starts with: without it there is nothing to be ready for.
struct FirstModel: Sendable {
    let service: GuardService

    /// While a model loads, the service manager is asked for this much more, again and again.
    private static let patience = Duration.seconds(30)
    /// In all: a load that takes longer is stuck.
    private static let mostExtensions = 40

    /// Loads on a thread of its own: a forward pass does not belong on the cooperative pool.
    func load() async throws(ProgramFailure) {
        let loaded = StopSignal()
        let waiting = NamedThread("picket-patience") {
            var count = 0
            while count < Self.mostExtensions, loaded.pause(Self.patience / 3) {
                count += 1
                _ = try? ServiceNotifier.notify([.extendTimeout(Self.patience), .status("loading a model")])
            }
        }
        let outcome = await outcome()
        loaded.raise()
        waiting?.join()
        let configuration = service.configuration
        switch outcome {
        case .success(let model):
            service.log.write(.info, "loaded \(model.name), \(configuration.precision.rawValue)")
            service.tellPolicyGaps(of: model)
        case .failure(let error):
            if error.isSelfTestFailure { service.metrics.update { $0.selfTestFailed() } }
            let reason = "cannot serve '\(configuration.model ?? configuration.models)': \(error)"
            service.log.report(.modelRefused, reason)
            throw ProgramFailure(.badConfiguration, reason)
        }
    }

    private func outcome() async -> Result<Classifier, ActivationError> {
        await withCheckedContinuation { continuation in
            let thread = NamedThread("picket-loader") {
                do throws(ActivationError) {
                    let source: ModelSource
                    do throws(ClassificationError) { source = try service.configuration.initialSource() } catch { throw .failed(error) }
                    continuation.resume(returning: .success(try service.host.activate(source, mode: .concurrent) {}))
                } catch { continuation.resume(returning: .failure(error)) }
            }
            if let thread { thread.detach() } else { continuation.resume(returning: .failure(.busy)) }
        }
    }
}
