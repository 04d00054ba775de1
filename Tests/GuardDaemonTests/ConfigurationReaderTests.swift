import Classification
import Configuration
import DurableFiles
import Encoders
import Foundation
import GuardDaemon
import TestSupport
import Testing

struct ConfigurationReaderTests {
    static func read(_ text: String) throws(ConfigurationError) -> GuardConfiguration {
        try ConfigurationReader.parse(text, path: "a.toml")
    }

    @Test("an empty file gives the defaults")
    func defaults() throws {
        let read = try Self.read("")
        #expect(read == GuardConfiguration())
        #expect(read.socket == "/run/picket/picket.sock")
        #expect(read.adminSocket == "/run/picket/admin.sock")
        #expect(read.socketMode == 0o660)
        #expect(read.models == "/var/lib/picket/models")
        #expect(read.model == nil)
        #expect(read.precision == .int8)
        #expect(read.earlyExit)
        #expect(read.threads == 0)
        #expect(read.maxBodyBytes == 1_048_576)
        #expect(read.maxInputs == 1_024)
        #expect(read.maxConnections == 1_024)
        #expect(read.maxQueue == 4_096)
        #expect(read.deadlineMilliseconds == 10_000)
        #expect(read.drainSeconds == 10)
        #expect(read.maxBatchTokens == 192)
        #expect(read.windowTokens == 128)
        #expect(read.stride == 64)
        #expect(read.maxInputTokens == 8_192)
        #expect(read.onTooLong == .refuse)
        #expect(read.swapMode == .concurrent)
        #expect(read.strictProfileFlagsAll)
        #expect(read.bundleKey == nil)
        #expect(read.logFlagged && read.summarySeconds == 60)
        #expect(read.policy.isEmpty)
    }

    struct Accepted: Sendable {
        let key: String
        let value: String
        let change: @Sendable (inout GuardConfiguration) -> Void

        init(_ key: String, _ value: String, _ change: @escaping @Sendable (inout GuardConfiguration) -> Void) {
            self.key = key
            self.value = value
            self.change = change
        }
    }

    static let hexKey = String(repeating: "0aF9", count: 16)

    static let accepted: [Accepted] = [
        Accepted("socket", "'/a.sock'") { $0.socket = "/a.sock" },
        Accepted("admin_socket", "'/b.sock'") { $0.adminSocket = "/b.sock" },
        Accepted("models", "'/m'") { $0.models = "/m" },
        Accepted("model", "'/m/one'") { $0.model = "/m/one" },
        Accepted("precision", "'float32'") { $0.precision = .float32 },
        Accepted("early_exit", "false") { $0.earlyExit = false },
        Accepted("threads", "256") { $0.threads = 256 },
        Accepted("max_body_bytes", "1024") { $0.maxBodyBytes = 1_024 },
        Accepted("max_inputs", "1") { $0.maxInputs = 1 },
        Accepted("max_connections", "65_536") { $0.maxConnections = 65_536 },
        Accepted("max_queue", "7") { $0.maxQueue = 7 },
        Accepted("deadline_ms", "250") { $0.deadlineMilliseconds = 250 },
        Accepted("drain_seconds", "0") { $0.drainSeconds = 0 },
        Accepted("max_batch_tokens", "1024") { $0.maxBatchTokens = 1_024 },
        Accepted("window_tokens", "256") { $0.windowTokens = 256 },
        Accepted("stride", "125") { $0.stride = 125 },
        Accepted("max_input_tokens", "512") { $0.maxInputTokens = 512 },
        Accepted("on_too_long", "'truncate'") { $0.onTooLong = .truncate },
        Accepted("swap_mode", "'exclusive'") { $0.swapMode = .exclusive },
        Accepted("strict_profile_flags_all", "false") { $0.strictProfileFlagsAll = false },
        Accepted("bundle_key", "'\(hexKey)'") { $0.bundleKey = hexKey },
        Accepted("socket_mode", "0o600") { $0.socketMode = 0o600 },
        Accepted("allow_non_loopback", "true") { $0.allowsNonLoopback = true },
        Accepted("log_flagged", "false") { $0.logFlagged = false },
        Accepted("summary_seconds", "0") { $0.summarySeconds = 0 },
    ]

    @Test("every key sets its setting and no other")
    func keys() throws {
        #expect(Self.accepted.map(\.key) + ["capture.<key>", "policy.<class>"] == ConfigurationReader.knownKeys)
        for row in Self.accepted {
            var expected = GuardConfiguration()
            row.change(&expected)
            #expect(try Self.read("\(row.key) = \(row.value)\n") == expected, "\(row.key)")
        }
    }

    @Test("what differs between two configurations is named, and what only a restart takes over")
    func differences() {
        let standard = GuardConfiguration()
        #expect(ConfigurationReader.differences(standard, standard) == ([], []))
        for row in Self.accepted {
            var changed = standard
            row.change(&changed)
            #expect(ConfigurationReader.differences(standard, changed).changed == [row.key])
        }
        var changed = standard
        changed.policy["self-harm"] = PolicyOverride(threshold: 0.2)
        changed.threads = 3
        #expect(ConfigurationReader.differences(standard, changed) == (["threads", "policy"], ["threads"]))
    }

    @Test("all keys stand together in one file")
    func together() throws {
        var expected = GuardConfiguration()
        for row in Self.accepted { row.change(&expected) }
        #expect(try Self.read(Self.accepted.map { "\($0.key) = \($0.value)\n" }.joined()) == expected)
    }

    @Test("a class takes a threshold, whole or broken, an action, or both")
    func policies() throws {
        let read = try Self.read(
            """
            [policy.self-harm]
            threshold = 0.2
            action = "warn"
            [policy.legal-advice]
            action = "off"
            [policy.medical-advice]
            threshold = 1
            """)
        #expect(
            read.policy == [
                "self-harm": PolicyOverride(threshold: 0.2, action: .warn), "legal-advice": PolicyOverride(action: .off),
                "medical-advice": PolicyOverride(threshold: 1),
            ])
    }

    @Test("any name of a label is one for a policy: which there are is the model's to say")
    func foreignPolicies() throws {
        let read = try Self.read("[policy.toxic]\nthreshold = 0.5\n[policy.\"very bad\"]\naction = 'log'\n[policy.'a.b/ü']\nthreshold = 0")
        #expect(
            read.policy == [
                "toxic": PolicyOverride(threshold: 0.5), "very bad": PolicyOverride(action: .log), "a.b/ü": PolicyOverride(threshold: 0),
            ])
    }

    static let refused: [(String, String)] = [
        (
            "thread = 1",
            "a.toml: unknown key 'thread'; known are socket, admin_socket, models, model, precision, early_exit, threads, max_body_bytes, "
                + "max_inputs, max_connections, max_queue, deadline_ms, drain_seconds, max_batch_tokens, window_tokens, stride, max_input_tokens, "
                + "on_too_long, swap_mode, strict_profile_flags_all, bundle_key, socket_mode, allow_non_loopback, log_flagged, "
                + "summary_seconds, capture.<key>, policy.<class>"
        ),
        ("threads = '1'", "a.toml: 'threads' must be a whole number, found string"),
        ("threads = 1.5", "a.toml: 'threads' must be a whole number, found floating-point number"),
        ("threads = 2020-01-01", "a.toml: 'threads' must be a whole number, found date"),
        ("threads = [1]", "a.toml: 'threads' must be a whole number, found array"),
        ("socket = 3", "a.toml: 'socket' must be a string, found integer"),
        ("[socket]\na = 1", "a.toml: 'socket' must be a string, found table"),
        ("early_exit = 'on'", "a.toml: 'early_exit' must be true or false, found string"),
        ("strict_profile_flags_all = 1", "a.toml: 'strict_profile_flags_all' must be true or false, found integer"),
        ("threads = 257", "a.toml: 'threads' is 257, allowed is 0 to 256"),
        ("threads = -1", "a.toml: 'threads' is -1, allowed is 0 to 256"),
        ("max_queue = 0", "a.toml: 'max_queue' is 0, allowed is 1 to 1000000"),
        ("socket = ''", "a.toml: 'socket' is empty, allowed is a string that is not empty"),
        ("on_too_long = 'drop'", "a.toml: 'on_too_long' is 'drop', allowed is 'refuse' or 'truncate'"),
        ("bundle_key = 'abc'", "a.toml: 'bundle_key' is 'abc', allowed is 64 hexadecimal digits"),
        ("stride = 126", "a.toml: 'stride' is 126, allowed is less than window_tokens - 2 = 126"),
        ("window_tokens = 64", "a.toml: 'stride' is 64, allowed is less than window_tokens - 2 = 62"),
        ("policy = 1", "a.toml: 'policy' must be tables [policy.<class>], found integer"),
        ("[policy]\nself-harm = 1", "a.toml: 'policy.self-harm' must be a table, found integer"),
        (
            "[policy.not-harmful]\nthreshold = 0.5",
            "a.toml: unknown key 'policy.not-harmful'; known are policy.<class> with the label of a harmful class"
        ),
        ("[policy.\"\"]\nthreshold = 0.5", "a.toml: unknown key 'policy.'; known are policy.<class> with the label of a harmful class"),
        (
            "[policy.self-harm]\nlimit = 1",
            "a.toml: unknown key 'policy.self-harm.limit'; known are policy.self-harm.threshold, policy.self-harm.action"
        ),
        ("[policy.self-harm]\nthreshold = 1.5", "a.toml: 'policy.self-harm.threshold' is 1.5, allowed is 0 to 1"),
        ("[policy.self-harm]\nthreshold = nan", "a.toml: 'policy.self-harm.threshold' is nan, allowed is 0 to 1"),
        ("[policy.self-harm]\nthreshold = 'x'", "a.toml: 'policy.self-harm.threshold' must be a number, found string"),
        (
            "[policy.self-harm]\naction = 'shout'",
            "a.toml: 'policy.self-harm.action' is 'shout', allowed is 'off' or 'log' or 'warn' or 'block'"
        ),
    ]

    @Test("what is unknown, of another type or out of range is refused with the key and what is allowed", arguments: refused)
    func refuses(text: String, message: String) {
        #expect(Self.message { () throws(ConfigurationError) in try Self.read(text) } == message)
    }

    @Test("a file that is no TOML is refused with line and column", arguments: [("threads = 1\nmodel = \n", 2), ("socket = 'a\n", 1)])
    func syntax(text: String, line: Int) {
        #expect(Self.message { () throws(ConfigurationError) in try Self.read(text) }.hasPrefix("a.toml:\(line):"))
    }

    @Test("a key that stands twice is named")
    func twice() {
        let message = Self.message { () throws(ConfigurationError) in try Self.read("threads = 1\nthreads = 2\n") }
        #expect(message.hasPrefix("a.toml:2:") && message.contains("'threads'"))
    }

    @Test("a file is read, a missing one and one that is not UTF-8 are refused")
    func files() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/picket.toml"
        #expect(
            Self.message { () throws(ConfigurationError) in try ConfigurationReader.read(path) }
                == "cannot open '\(path)': No such file or directory")
        try writeFile(path, Array("threads = 3\n".utf8))
        #expect(try ConfigurationReader.read(path).threads == 3)
        try writeFile(path, Array("socket = '".utf8) + [0xFF] + Array("'\n".utf8))
        #expect(
            Self.message { () throws(ConfigurationError) in try ConfigurationReader.read(path) } == "\(path): the file is not valid UTF-8")
    }

    private static func message(_ body: () throws(ConfigurationError) -> GuardConfiguration) -> String {
        do throws(ConfigurationError) {
            _ = try body()
            return "no error"
        } catch { return error.description }
    }
}
