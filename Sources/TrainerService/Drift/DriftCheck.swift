import Classification
import ConsolePrograms
import OSThreads
package import Records
import Synchronization

/// Compares the daemon's traffic with what its bundle was made for. Changes nothing; for a thread that may be busy for some seconds.
package final class DriftCheck: Sendable {
    private let configuration: TrainerConfiguration
    private let store: RecordStore
    private let traffic: DaemonTraffic
    /// Of the bundle that was asked about last.
    private let baseline = Mutex<DriftBaseline?>(nil)

    /// Captured messages that are looked at for distinct ones.
    private static let mostCaptured = 2_000

    package init(_ configuration: TrainerConfiguration, _ store: RecordStore, traffic: DaemonTraffic) {
        self.configuration = configuration
        self.store = store
        self.traffic = traffic
    }

    /// - Parameter isStopped: Asked now and then; a check that is stopped ends with the permutations that it has.
    package func run(isStopped: () -> Bool = { false }) throws(DriftFault) -> DriftReport {
        let hour = store.now.microseconds / 3_600_000_000
        let settings = configuration.drift
        guard let parts = DriftEvidence.parts(of: try traffic.hours(now: hour), windowHours: settings.windowHours, now: hour) else {
            throw .noTraffic
        }
        let baseline = try baseline(of: parts.bundle)
        guard baseline.labels == parts.labels else { throw .labelsDiffer(bundle: parts.bundle) }
        var domain: DomainClassifier?
        var fault: String?
        do throws(RecordsError) {
            let captured = try store.capturedMessages(bundle: parts.bundle, limit: Self.mostCaptured)
            let evidence = DomainEvidence(captured: captured, training: baseline.texts)
            fault = evidence.fault
            if fault == nil {
                do throws(ProgramFailure) {
                    let threads = configuration.threads == 0 ? availableProcessors() : configuration.threads
                    domain = try evidence.classifier(configuration, threads: threads, isStopped: isStopped)
                } catch { fault = error.message }
            }
        } catch { fault = error.description }
        let evidence = DriftEvidence(
            bundle: parts.bundle, labels: parts.labels, window: parts.window, before: parts.before, reference: baseline.counts,
            domain: domain, domainFault: fault)
        return DriftReport(evidence, settings: settings, seed: UInt64(clamping: configuration.seed))
    }

    private func baseline(of bundle: String) throws(DriftFault) -> DriftBaseline {
        if let known = baseline.withLock({ $0 }), known.bundle == bundle { return known }
        let made: DriftBaseline
        do throws(ProgramFailure) { made = try DriftBaseline(bundle: bundle, configuration) } catch {
            throw .noReference(reason: error.message)
        }
        baseline.withLock { $0 = made }
        return made
    }
}
