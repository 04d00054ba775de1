import Classification
package import ConsolePrograms
import ServiceManager
import Synchronization

// A reload takes over all of the new configuration or nothing of it:
//
//   1. The file is read and checked; a fault ends here.
//   2. What threads, queues and sockets were made with is kept as it is and named in the answer.
//   3. If the model would be read otherwise, the model in service is read anew with the new settings, beside the old one; if that
//      fails, the old configuration is put back.
//   4. Otherwise the policy of the model in service is made anew.
//
// Between 3's start and its failure requests may see new limits with the old model: each is whole in itself.

/// Takes over a changed configuration while the daemon serves.
package final class Reloading: Sendable {
    package struct Changes: Equatable, Sendable {
        package let changed: [String]
        /// Of `changed`, what only a restart takes over.
        package let needRestart: [String]

        package init(changed: [String], needRestart: [String]) {
            self.changed = changed
            self.needRestart = needRestart
        }
    }

    package struct Refusal: Error, Equatable, CustomStringConvertible, Sendable {
        package let description: String

        package init(description: String) { self.description = description }
    }

    private let service: GuardService
    private let read: @Sendable () -> Result<GuardConfiguration, ProgramFailure>
    /// One reload at a time.
    private let turn = Mutex(())

    /// - Parameter read: Gives the configuration as a start of the daemon would have it now.
    package init(service: GuardService, read: @escaping @Sendable () -> Result<GuardConfiguration, ProgramFailure>) {
        self.service = service
        self.read = read
    }

    /// Runs on the calling thread; may load a model.
    package func reload() -> Result<Changes, Refusal> {
        turn.withLock { _ in
            tellServiceManager { () throws(ServiceManagerError) in try ServiceNotifier.notifyReloading("reading the configuration") }
            let result = takeOver()
            switch result {
            case .success(let changes):
                service.log.report(.configurationReloaded, Self.words(changes))
            case .failure(let refusal):
                service.log.report(.configurationRefused, "\(refusal); the old configuration stays")
            }
            let serving = "serving \(service.host.served?.model.name ?? "no model")"
            tellServiceManager { () throws(ServiceManagerError) in try ServiceNotifier.notify([.ready, .status(serving)]) }
            return result
        }
    }

    private func takeOver() -> Result<Changes, Refusal> {
        let old = service.configuration
        let new: GuardConfiguration
        switch read() {
        case .success(let configuration): new = configuration
        case .failure(let failure): return .failure(Refusal(description: failure.message))
        }
        let (changed, needRestart) = ConfigurationReader.differences(old, new)
        service.live.replace(new)
        if ConfigurationReader.changesModel(changed) {
            let source: ModelSource
            do throws(ClassificationError) { source = try new.initialSource() } catch {
                service.live.replace(old)
                return .failure(Refusal(description: "\(error)"))
            }
            if case .failure(let error) = service.activate(source) {
                service.live.replace(old)
                return .failure(Refusal(description: "\(error)"))
            }
        } else if let model = service.host.applyPolicy() {
            service.tellPolicyGaps(of: model)
        }
        return .success(Changes(changed: changed, needRestart: needRestart))
    }

    private static func words(_ changes: Changes) -> String {
        if changes.changed.isEmpty { return "the configuration was read again; nothing has changed" }
        let later = changes.needRestart.isEmpty ? "" : "; a restart is needed for \(changes.needRestart.joined(separator: ", "))"
        return "the configuration was read again; changed: \(changes.changed.joined(separator: ", "))\(later)"
    }

    private func tellServiceManager(_ tell: () throws(ServiceManagerError) -> Bool) {
        do throws(ServiceManagerError) { _ = try tell() } catch {
            service.log.write(.warning, "the service manager could not be told: \(error)")
        }
    }
}
