import ArgumentParser
import ConsolePrograms
import DurableFiles
import Glibc
import HTTPService

/// How a daemon of one's own is started.
struct DaemonOptions: ParsableArguments {
    @Option(help: "The picketd to start (the one beside this program).") var picketd: String?
    @Option(help: "Compute threads of the daemon (0: one per core).") var daemonThreads = 0

    func validate() throws {
        guard (0...256).contains(daemonThreads) else { throw ValidationError("--daemon-threads is 0 to 256") }
    }

    var program: String { picketd ?? folder(of: TextSource.thisProgram) + "/picketd" }
}

/// A picketd of one's own, on private sockets in a temporary folder; ended with the value.
final class MeasuredDaemon {
    enum Subject {
        case model(String)
        /// Its champion.
        case models(String)
    }

    let socket: String
    let adminSocket: String
    /// From exec to `READY=1`: the model is loaded, its self-test passed, the sockets listen.
    let readyMilliseconds: Double
    /// From exec to the first answer.
    let firstAnswerMilliseconds: Double
    private let process: ChildProcess
    private let folder: TemporaryPlace

    init(_ subject: Subject, precision: String, options: DaemonOptions) throws(ProgramFailure) {
        folder = try TemporaryPlace()
        socket = folder.path + "/picket.sock"
        adminSocket = folder.path + "/admin.sock"
        let notify = try NotifySocket(path: folder.path + "/notify")
        let log = folder.path + "/log"
        // An empty configuration: what this machine has in /etc must not decide what is measured.
        let configuration = folder.path + "/picket.toml"
        do throws(FileError) { try writeFile(configuration, []) } catch { throw ProgramFailure(.tryAgainLater, "\(error)") }
        let place =
            switch subject {
            case .model(let folder): ["--model", folder]
            case .models(let folder): ["--models", folder]
            }
        let clock = MonotonicTime()
        let start = clock.now
        process = try ChildProcess(
            options.program,
            place + [
                "--config", configuration, "--socket", socket, "--admin-socket", adminSocket, "--precision", precision, "--threads",
                String(options.daemonThreads),
            ],
            environment: ["NOTIFY_SOCKET=\(notify.path)"], log: log)
        let patience = start + 60_000_000_000
        // A quarter of a second at a time, to see whether it has ended; readiness itself is an event.
        while notify.wait(milliseconds: 250) != .ready {
            guard !process.hasEnded, clock.now < patience else {
                let last = (kernelFile(log) ?? "").split(separator: "\n").last.map { ": \($0)" } ?? ""
                throw ProgramFailure(.badConfiguration, "picketd did not become ready\(last)")
            }
        }
        readyMilliseconds = Double(clock.now - start) / 1e6
        do throws(HTTPClientError) {
            let answer = try UnixHTTPClient(socket).request("GET", "/health")
            guard answer.isSuccess else { throw HTTPClientError.malformedAnswer(path: socket, reason: "status \(answer.status)") }
        } catch { throw ProgramFailure(.ourBug, "picketd said that it is ready and does not answer: \(error)") }
        firstAnswerMilliseconds = Double(clock.now - start) / 1e6
    }

    var memory: ProcessMemory? { ProcessMemory(processID: process.processID) }

    /// - Throws: When it did not end in good order.
    func stop() throws(ProgramFailure) {
        guard process.terminate() else { throw ProgramFailure(.ourBug, "picketd did not end in good order") }
    }
}

/// A new folder for this user alone, removed with the value.
final class TemporaryPlace {
    let path: String

    init() throws(ProgramFailure) {
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array((parent + "/picket-bench-XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else {
            throw ProgramFailure(.tryAgainLater, "cannot make a folder in '\(parent)': \(String(cString: strerror(errno)))")
        }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { try? removeFolder(path) }
}
