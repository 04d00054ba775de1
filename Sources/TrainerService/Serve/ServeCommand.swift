import ArgumentParser
import Configuration
import ConsolePrograms
import DurableFiles

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Own the pool, the labels and the rounds, behind trainer.sock.",
        discussion: """
            The one process that writes the database and the models folder; picketctl drives it. It works at the lowest priority, goes on
            where it was stopped or killed, and ends when idle if a service manager holds its socket.

            What the command line says comes before what the configuration file says; every setting has a default that works.

            Exit codes: 0 stopped in order, 64 usage, 66 input missing, 75 try again later (another trainer has the state folder, the disk is
            full), 78 bad configuration or database.

            Examples:
              picket-trainer serve --state .picket/trainer --socket .picket/run/trainer.sock --models .picket/models --base .picket/base
              picket-trainer serve --check-config --config /etc/picket/trainer.toml
            """)

    @Option(help: "The configuration file (default: /etc/picket/trainer.toml, where there is one).") var config: String?
    @Option(help: "The folder of the database and of embeddings.") var state: String?
    @Option(help: "The socket that picketctl talks to.") var socket: String?
    @Option(help: "The admin socket of picketd, for promotions.") var adminSocket: String?
    @Option(help: "The models folder.") var models: String?
    @Option(help: "The encoder that everything starts from.") var base: String?
    @Option(help: "A frozen gate set.") var gate: String?
    @Option(help: "Who writes variations: openai, builtin, replay or none.") var generator: String?
    @Flag(help: "Check the configuration and stop.") var checkConfig = false

    private static let usual = "/etc/picket/trainer.toml"

    func validate() throws {
        if let generator, TrainerConfiguration.Writer(rawValue: generator) == nil {
            throw ValidationError("--generator is openai, builtin, replay or none")
        }
    }

    func run() async throws {
        let configuration = try effectiveConfiguration()
        if checkConfig {
            printLine("\(config ?? Self.usual): in order")
            return
        }
        try await TrainerServer(configuration: configuration).run()
    }

    func effectiveConfiguration() throws(ProgramFailure) -> TrainerConfiguration {
        var result = TrainerConfiguration()
        if let path = config ?? (isFile(Self.usual) ? Self.usual : nil) {
            do throws(ConfigurationError) { result = try TrainerConfigurationReader.read(path) } catch {
                if case .file(let reason) = error, reason.isMissing { throw ProgramFailure(.inputMissing, "\(error)") }
                throw ProgramFailure(.badConfiguration, "\(error)")
            }
        }
        result.state = state ?? result.state
        result.socket = socket ?? result.socket
        result.adminSocket = adminSocket ?? result.adminSocket
        result.models = models ?? result.models
        result.base = base ?? result.base
        result.gate = gate ?? result.gate
        if let generator = generator.flatMap(TrainerConfiguration.Writer.init) { result.generator = generator }
        if let fault = result.writerFault(result.generator) {
            throw ProgramFailure(.badConfiguration, "the generator '\(result.generator.rawValue)' cannot be used: set \(fault)")
        }
        return result
    }
}
