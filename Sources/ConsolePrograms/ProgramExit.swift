package import ArgumentParser
import Glibc

/// The exit codes of every Picket program; those from 64 on are sysexits.h's.
package enum ProgramExit: Int32, Sendable {
    case done = 0
    /// The answer is "no": a gate not met, a file that differs.
    case no = 1
    case usage = 64
    case inputMissing = 66
    case ourBug = 70
    case tryAgainLater = 75
    case badConfiguration = 78
}

/// An end with a reason: one line on standard error, and an exit code.
package struct ProgramFailure: Error, Equatable, CustomStringConvertible {
    package let exit: ProgramExit
    package let message: String

    package init(_ exit: ProgramExit, _ message: String) {
        self.exit = exit
        self.message = message
    }

    package var description: String { message }
}

/// Parses the arguments and runs the command they name; never returns to a half-done state: the process ends here.
package func runProgram<Root: ParsableCommand>(_ root: Root.Type, name: String) -> Never {
    // A reader that goes away ("| head") is an error of write, not the end by a signal.
    signal(SIGPIPE, SIG_IGN)
    do {
        var command = try root.parseAsRoot()
        try command.run()
        exit(ProgramExit.done.rawValue)
    } catch {
        endProgram(root, name: name, error)
    }
}

package func printError(_ line: String) {
    writeAll(Array((line + "\n").utf8), to: STDERR_FILENO)
}

/// As `runProgram`, for a command that awaits.
package func runAsyncProgram<Root: AsyncParsableCommand>(_ root: Root.Type, name: String) async -> Never {
    signal(SIGPIPE, SIG_IGN)
    do {
        var command = try root.parseAsRoot()
        if var asynchronous = command as? any AsyncParsableCommand {
            try await asynchronous.run()
        } else {
            try command.run()
        }
        exit(ProgramExit.done.rawValue)
    } catch {
        endProgram(root, name: name, error)
    }
}

private func endProgram<Root: ParsableCommand>(_ root: Root.Type, name: String, _ error: any Error) -> Never {
    guard let failure = error as? ProgramFailure else { root.exit(withError: error) }
    if !failure.message.isEmpty { printError("\(name): \(failure.message)") }
    exit(failure.exit.rawValue)
}
