package import ArgumentParser
import Classification
import Configuration
import ConsolePrograms
import DurableFiles
import Encoders
import Glibc

/// `picketd`: reads the configuration, lets the command line have the last word, and runs the daemon.
package struct DaemonCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "picketd",
        abstract: "Sort messages into six safety classes, over a Unix socket.",
        discussion: """
            Serves the champion of a models folder, or the model folder that --model names. What the command line says comes before what the
            configuration file says; every setting has a default that works. Sockets that systemd hands over are used instead of paths.

            Exit codes: 0 stopped in order, 64 usage, 66 input missing, 75 try again later, 78 bad configuration or model.

            Examples:
              picketd --models .picket/models --socket .picket/run/picket.sock --admin-socket .picket/run/admin.sock
              picketd --model DIR --socket .picket/run/picket.sock --admin-socket .picket/run/admin.sock
              picketd --check-config /etc/picket/picket.toml
            """,
        version: "picketd \(PicketVersion.text)")

    @Option(help: "The configuration file (default: /etc/picket/picket.toml, where there is one).") var config: String?
    @Option(help: "Serve this model folder: a bundle, or a text classifier as Hugging Face lays it out.") var model: String?
    @Option(help: "Serve the champion of this models folder.") var models: String?
    @Option(help: "The query socket.") var socket: String?
    @Option(help: "The admin socket; with --socket alone there is none.") var adminSocket: String?
    @Option(help: "Compute threads (0: one per core).") var threads: Int?
    @Option(help: "The arithmetic: int8 or float32.") var precision: String?
    @Option(help: "Check a configuration file and stop; with --model also its policy against the labels of that model.")
    var checkConfig: String?

    package init() {}

    package func validate() throws {
        guard model == nil || models == nil else { throw ValidationError("--model and --models exclude each other") }
        guard (0...256).contains(threads ?? 0) else { throw ValidationError("--threads is 0 to 256") }
        if let precision, Precision(rawValue: precision) == nil {
            let known = Precision.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
            throw ValidationError("--precision '\(precision)' is not available; known is \(known)")
        }
    }

    package func run() async throws {
        if let checkConfig {
            try check(checkConfig)
            printLine("\(checkConfig): in order")
            return
        }
        try await Daemon(
            configuration: try effectiveConfiguration(), servesAdminPath: adminSocket != nil || socket == nil,
            reread: { [self] in
                do throws(ProgramFailure) { return .success(try effectiveConfiguration()) } catch { return .failure(error) }
            }
        ).run()
    }

    /// Reads a configuration file; a rule that matches no label of the model that --model names is an error here, not a warning.
    private func check(_ path: String) throws(ProgramFailure) {
        let configuration = try Self.read(path)
        guard let model else { return }
        let coverage: PolicyCoverage
        do throws(ClassificationError) {
            coverage = configuration.policyCoverage(of: try Classifier(.folder(model)))
        } catch { throw ProgramFailure(.badConfiguration, "cannot load '\(model)': \(error)") }
        if let reason = coverage.unmatchedRules { throw ProgramFailure(.badConfiguration, "\(path): \(reason)") }
    }

    func effectiveConfiguration() throws(ProgramFailure) -> GuardConfiguration {
        let usual = "/etc/picket/picket.toml"
        var result = GuardConfiguration()
        if let config {
            result = try Self.read(config)
        } else if access(usual, F_OK) == 0 {
            result = try Self.read(usual)
        }
        if let model { result.model = model }
        if let models { (result.models, result.model) = (models, nil) }
        result.socket = socket ?? result.socket
        result.adminSocket = adminSocket ?? result.adminSocket
        result.threads = threads ?? result.threads
        if let precision = precision.flatMap(Precision.init) { result.precision = precision }
        return result
    }

    private static func read(_ path: String) throws(ProgramFailure) -> GuardConfiguration {
        do throws(ConfigurationError) { return try ConfigurationReader.read(path) } catch {
            if case .file(let reason) = error, reason.isMissing { throw ProgramFailure(.inputMissing, "\(error)") }
            throw ProgramFailure(.badConfiguration, "\(error)")
        }
    }
}
