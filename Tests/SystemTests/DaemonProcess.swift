import Foundation
import HTTPService
import JSONParsing
import Testing

/// A picketd that serves on sockets in a folder of its own.
final class DaemonProcess {
    let socket: String
    let adminSocket: String
    let log: ProgramLog
    private let process: Process
    private let ended: DispatchSemaphore

    var processID: Int32 { process.processIdentifier }
    /// For the calling thread.
    lazy var client = UnixHTTPClient(socket)
    lazy var admin = UnixHTTPClient(adminSocket)

    /// Starts picketd and returns when it listens on both sockets.
    ///
    /// - Parameters:
    ///   - socketActivated: The sockets are opened as systemd does it: picketd itself starts when the first client connects.
    ///   - configuration: The lines of a configuration file; nil for none.
    init(models: String, folder: String, socketActivated: Bool = false, configuration: String? = nil) throws {
        let socket = folder + "/picket.sock"
        let adminSocket = folder + "/admin.sock"
        let process = Process()
        let ended = DispatchSemaphore(value: 0)
        var command = [try Programs.path("picketd"), "--models", models, "--threads", "2"]
        if let configuration {
            let file = folder + "/picket.toml"
            try configuration.write(toFile: file, atomically: true, encoding: .utf8)
            command += ["--config", file]
        }
        if socketActivated {
            command = [Self.socketActivator, "-l", socket, "-l", adminSocket, "--fdname=picketd.socket:admin"] + command
        } else {
            command += ["--socket", socket, "--admin-socket", adminSocket]
        }
        process.executableURL = URL(fileURLWithPath: command[0])
        process.arguments = Array(command.dropFirst())
        let pipe = Pipe()
        process.standardError = pipe
        process.standardInput = FileHandle.nullDevice
        process.terminationHandler = { _ in ended.signal() }
        try process.run()
        log = ProgramLog(reading: pipe.fileHandleForReading)
        self.socket = socket
        self.adminSocket = adminSocket
        self.process = process
        self.ended = ended
        guard log.wait(for: socketActivated ? "Listening on" : "listening on", count: 2) else {
            process.terminate()
            throw NotReady(log: log.text)
        }
    }

    static let socketActivator = "/usr/bin/systemd-socket-activate"

    struct NotReady: Error { let log: String }

    func terminate() { process.terminate() }

    /// Waits for the end, a minute at most.
    func exitCode() throws -> Int32 {
        try #require(ended.wait(timeout: .now() + 60) == .success, "picketd did not end: \(log.text)")
        ended.signal()
        return process.terminationStatus
    }

    /// Sends a request to the query socket and expects a 200.
    func post(_ path: String, _ body: JSONValue) throws -> JSONObject {
        let answer = try client.request("POST", path, json: body)
        try #require(answer.status == 200, "\(answer.text)")
        return try #require(try answer.json().object)
    }

    func activate(_ bundle: String) throws -> HTTPAnswer {
        try admin.request("POST", "/v1/activate", json: ["bundle": .string(bundle)], timeout: .seconds(60))
    }

    /// Texts that wait or are being computed.
    func pending() throws -> Int {
        let status = try #require(try admin.request("GET", "/v1/status").json().object)
        return try #require(status["queue"]?.object?["pending"]?.int)
    }

    /// Asks for the status until `isReached` says yes, thirty seconds at most.
    func waitForPending(_ isReached: (Int) -> Bool) throws -> Bool {
        let end = ContinuousClock.now + .seconds(30)
        while ContinuousClock.now < end {
            if isReached(try pending()) { return true }
        }
        return false
    }

    /// A line of `/proc/<pid>/status`, such as `VmRSS`, in bytes.
    func memory(_ name: String) throws -> Int {
        let status = try String(contentsOfFile: "/proc/\(processID)/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix(name + ":") })
        return try #require(line.split(separator: " ").compactMap { Int($0) }.first) * 1_024
    }
}

/// Runs `body` with a daemon, stops it with SIGTERM, and expects that it ends in order.
func withDaemon(
    socketActivated: Bool = false, configuration: String? = nil, _ body: (DaemonProcess, TrainedBundles) throws -> Void
) throws {
    let bundles = try TrainedBundles.shared.get()
    let folder = bundles.folder + "/run-\(UUID().uuidString.prefix(8))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let daemon = try DaemonProcess(models: bundles.models, folder: folder, socketActivated: socketActivated, configuration: configuration)
    do {
        try body(daemon, bundles)
    } catch {
        daemon.terminate()
        _ = try? daemon.exitCode()
        throw error
    }
    daemon.terminate()
    #expect(try daemon.exitCode() == 0, "\(daemon.log.text)")
}

/// Runs `body` on `count` threads of their own, and tells when all have ended.
func inThreads(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) -> DispatchGroup {
    let group = DispatchGroup()
    for number in 0..<count {
        group.enter()
        Thread {
            body(number)
            group.leave()
        }.start()
    }
    return group
}
