import Foundation
import Testing

/// Everything that drives the built programs from outside. One test at a time: they measure memory, and they share the processors.
@Suite(.serialized, .enabled(if: Programs.areGiven, "PICKET_PROGRAMS and PICKET_BASE name the built programs and the base encoder"))
enum BuiltPrograms {}

/// Where the built programs and the base encoder are, and how to run one to its end.
enum Programs {
    static let folder = ProcessInfo.processInfo.environment["PICKET_PROGRAMS"]
    static let base = ProcessInfo.processInfo.environment["PICKET_BASE"]
    static var areGiven: Bool { folder != nil && base != nil }

    struct Outcome {
        let exitCode: Int32
        let output: String
        let errors: String

        var lines: [String] { output.split(separator: "\n").map(String.init) }
    }

    static func path(_ name: String) throws -> String { try #require(folder) + "/" + name }

    /// In bytes.
    static func fileSize(_ path: String) throws -> Int {
        Int(try FileHandle(forReadingFrom: URL(fileURLWithPath: path)).seekToEnd())
    }

    /// Runs a program to its end, ten minutes at most.
    ///
    /// Input and output are files: a pipe that nobody empties would hold the program up.
    static func run(_ name: String, _ arguments: [String], input: String = "") throws -> Outcome {
        try run(executable: try path(name), arguments, input: input)
    }

    /// Runs a script of bash.
    static func script(_ text: String, _ arguments: [String]) throws -> Outcome {
        try run(executable: "/bin/bash", ["-c", text, "bash"] + arguments, input: "")
    }

    private static func run(executable: String, _ arguments: [String], input: String) throws -> Outcome {
        let place = FileManager.default.temporaryDirectory.appendingPathComponent("picket-run-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: place) }
        let names = ["in", "out", "err"].map { place.appendingPathComponent($0) }
        try Data(input.utf8).write(to: names[0])
        for url in names.dropFirst() { try Data().write(to: url) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = arguments
        process.standardInput = try FileHandle(forReadingFrom: names[0])
        process.standardOutput = try FileHandle(forWritingTo: names[1])
        process.standardError = try FileHandle(forWritingTo: names[2])
        let ended = DispatchSemaphore(value: 0)
        process.terminationHandler = { _ in ended.signal() }
        try process.run()
        if ended.wait(timeout: .now() + 600) != .success {
            process.terminate()
            Issue.record("\(executable) \(arguments) did not end")
        }
        process.waitUntilExit()
        return Outcome(
            exitCode: process.terminationStatus, output: String(decoding: try Data(contentsOf: names[1]), as: UTF8.self),
            errors: String(decoding: try Data(contentsOf: names[2]), as: UTF8.self))
    }
}
