import Classification
import Configuration
import ConsolePrograms
import Glibc
import HTTPService
import JSONParsing
import Kernels
import OSThreads
import ServiceManager

/// Looks at everything, in the order in which one thing rests on another, and changes nothing.
///
/// The daemon is asked, and so is started where its socket starts it; the trainer is asked only when it runs already.
package struct Examination {
    private let place: DoctorPlace
    /// Of each question to a service.
    private let patience: Duration

    package init(_ place: DoctorPlace, patience: Duration = .seconds(10)) {
        self.place = place
        self.patience = patience
    }

    package func report() -> DoctorReport {
        let units = UnitChecks.Answer.observed()
        let guardFile = ConfigurationCheck.observed(
            place.guardConfiguration, judge: "picketd --check-config \(place.guardConfiguration)")
        let trainerFile = ConfigurationCheck.observed(
            place.trainerConfiguration, judge: "picket-trainer serve --check-config --config \(place.trainerConfiguration)")
        let trust = place.isSystem ? (try? BundleTrust(hexKey: guardFile.settings?.text("bundle_key"))) ?? BundleTrust() : BundleTrust()
        let bundles = BundleCheck.observed(models: place.models, trust: trust)
        let answer = ask()
        let isRoot = geteuid() == 0
        // Without systemd nobody keeps the sockets in /run, and no rule says whose they are.
        let isManaged = place.isSystem && units != .noSystemd

        var findings = UnitChecks(units).findings
        findings += [socket(.query, units, answer), socket(.admin, units, nil), socket(.trainer, units, nil)]
        findings += GroupCheck.observed(isSystem: isManaged, callerName: accountName(), isRoot: isRoot).map(\.finding)
        findings.append(DaemonCheck(answer, isSystem: isManaged).finding)
        findings += bundles.findings
        findings += [(FolderCheck.Content.models, place.models), (.state, place.state)].map { content, path in
            FolderCheck(content, path: path, facts: FileFacts(path), isSystem: isManaged).finding
        }
        if place.isSystem { findings += guardFile.findings + trainerFile.findings + credential(trainerFile).findings }
        findings.append(ProcessorCheck(instructions: .best, threads: availableProcessors()).finding)
        findings += disks(bundles)
        findings.append(ClockCheck(state: ClockState(), now: .now, champion: try? bundles.champion.get()).finding)
        return DoctorReport(findings)
    }

    private func ask() -> DaemonCheck.Answer {
        let start = ContinuousClock.now
        do throws(HTTPClientError) {
            let answer = try UnixHTTPClient(place.querySocket, maxBodyBytes: 1 << 20).request(
                "POST", "/v1/classify", json: ["input": .string(DaemonCheck.sentence)], timeout: patience)
            return .answer(answer, milliseconds: Int((ContinuousClock.now - start) / .milliseconds(1)))
        } catch { return .failed(error) }
    }

    private func socket(_ role: SocketCheck.Role, _ units: UnitChecks.Answer, _ answer: DaemonCheck.Answer?) -> Finding {
        let path =
            switch role {
            case .query: place.querySocket
            case .admin: place.adminSocket
            case .trainer: place.trainerSocket
            }
        let connection: SocketCheck.Connection =
            switch answer {
            case .answer: .answered
            case .failed(let error): .failed(error)
            case nil where role == .trainer && TrainerWaking.mayStart(path, units): .notAsked
            case nil: connect(path, role == .admin ? "/v1/status" : "/health")
            }
        return SocketCheck(
            role, path: path, isSystem: path.hasPrefix(DoctorPlace.runtime + "/") && units != .noSystemd,
            facts: FileFacts(path), connection: connection
        ).finding
    }

    private func connect(_ path: String, _ target: String) -> SocketCheck.Connection {
        do throws(HTTPClientError) {
            _ = try UnixHTTPClient(path, maxBodyBytes: 1 << 20).request("GET", target, timeout: patience)
            return .answered
        } catch { return .failed(error) }
    }

    private func credential(_ trainer: ConfigurationCheck) -> CredentialCheck {
        let need: CredentialCheck.Need =
            switch trainer.content {
            case .missing: .none(generator: "builtin")
            case .closed, .bad: .unknown
            case .settings(let settings):
                switch settings.text("generator") {
                case "openai": .openai
                case let name: .none(generator: name ?? "builtin")
                }
            }
        let keyFile = trainer.settings?.text("key_file").map { CredentialCheck.KeyFile(path: $0, facts: FileFacts($0)) }
        return CredentialCheck(need: need, path: place.credential, facts: FileFacts(place.credential), keyFile: keyFile)
    }

    private func disks(_ bundles: BundleCheck) -> [Finding] {
        let champion = (try? bundles.champion.get()).map { ModelsFolder(place.models).folder(of: $0) }
        let bytes = champion.map(DiskCheck.bytes(ofFilesIn:)) ?? 0
        var checks = [DiskCheck.observed(place.models, bundleBytes: bytes), DiskCheck.observed(place.state)]
        if place.isSystem { checks.append(DiskCheck.observed("/run")) }
        return checks.filter { $0.room != nil || $0.path == place.models }.map(\.finding)
    }
}
