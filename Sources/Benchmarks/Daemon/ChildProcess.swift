import ConsolePrograms
import Glibc

/// A program that was started by this one. Ended with the value, if it has not ended before.
final class ChildProcess {
    let processID: pid_t
    private var status: Int32?

    /// - Parameters:
    ///   - program: A path.
    ///   - environment: Added to that of this program.
    ///   - log: A file that gets what the program prints.
    init(_ program: String, _ arguments: [String], environment: [String], log: String) throws(ProgramFailure) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
        let inherited = (kernelFile("/proc/self/environ") ?? "").split(separator: "\0").map(String.init)
        var processID = pid_t()
        let code = withCStrings([program] + arguments) { argv in
            withCStrings(inherited + environment) { environment in posix_spawn(&processID, program, &actions, nil, argv, environment) }
        }
        guard code == 0 else {
            throw ProgramFailure(.inputMissing, "cannot start '\(program)': \(String(cString: strerror(code)))")
        }
        self.processID = processID
    }

    deinit {
        guard hasEnded == false else { return }
        kill(processID, SIGKILL)
        waitUntilEnded()
    }

    /// Whether it has ended by itself.
    var hasEnded: Bool {
        if status == nil {
            var word: Int32 = 0
            if waitpid(processID, &word, WNOHANG) == processID { status = word }
        }
        return status != nil
    }

    /// Asks it to stop, and waits until it has.
    ///
    /// - Returns: True when it ended in good order.
    @discardableResult
    func terminate() -> Bool {
        if !hasEnded {
            kill(processID, SIGTERM)
            waitUntilEnded()
        }
        return status == 0
    }

    private func waitUntilEnded() {
        var word: Int32 = 0
        while waitpid(processID, &word, 0) < 0 && errno == EINTR {}
        status = word
    }
}

/// Calls `body` with a list of C strings that ends with nil.
private func withCStrings<Result>(_ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result) -> Result {
    let copies = strings.map { strdup($0) } + [nil]
    defer { for copy in copies { free(copy) } }
    return body(copies)
}
