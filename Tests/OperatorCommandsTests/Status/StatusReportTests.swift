import ConsolePrograms
import JSONParsing
import OperatorCommands
import Testing

struct StatusReportTests {
    private static let daemon = DaemonStatus(
        JSONObject([
            ("model", "bundle-1"), ("since", "2026-11-23T10:00:00Z"), ("swapping", false), ("swaps", 1), ("failed_swaps", 0),
            ("last_failure", nil), ("queue", ["pending": 2, "expected_ms": 1.5]), ("info", ["precision": "int8", "threads": 2]),
        ]))

    private static func report(
        _ daemon: Result<DaemonStatus, ProgramFailure> = .success(daemon), _ trainer: TrainerState = .asleep
    ) -> StatusReport {
        StatusReport(daemon: daemon, trainer: trainer, units: UnitsStatus(.noSystemd, now: 0))
    }

    @Test("daemon, trainer, round and timer have a line each")
    func lines() {
        #expect(
            Self.report().lines == [
                "model      bundle-1", "since      2026-11-23T10:00:00Z", "precision  int8, 2 threads",
                "queue      2 texts, 1.500 ms to empty", "swaps      1 done, 0 failed", "trainer    started by the next request",
                "round      unknown: only the trainer knows", "timer      none: there is no systemd here",
            ])
    }

    @Test("a running trainer knows whether a round runs")
    func round() {
        let none = Self.report(.success(Self.daemon), .running(JSONObject([("round", nil)])))
        #expect(none.lines.contains("round      none runs") && none.json["round"] == .null)
        let some = Self.report(.success(Self.daemon), .running(JSONObject([("round", ["id": "round-3", "state": "training"])])))
        #expect(some.lines.contains("round      round-3, training"))
        #expect(some.json["round"]?.object?["id"]?.string == "round-3")
    }

    @Test("JSON keeps what the daemon says and adds to it")
    func json() {
        let json = Self.report().json
        for (key, value) in Self.daemon.json.members.map({ ($0.key, $0.value) }) { #expect(json[key] == value) }
        let added = json.members.map(\.key).filter { Self.daemon.json[$0] == nil }
        #expect(added == ["trainer", "round", "timer", "units"])
    }

    @Test("the daemon decides the exit code: 0 with a model, 1 without, its own when it cannot be reached")
    func exits() {
        #expect(Self.report().failure == nil)
        #expect(Self.report(.success(DaemonStatus(JSONObject()))).failure?.exit == .no)
        let silent = Self.report(.failure(ProgramFailure(.tryAgainLater, "nobody there")))
        #expect(silent.failure?.exit == .tryAgainLater && silent.lines.first == "daemon     does not answer")
        #expect(silent.json["trainer"] == ["state": "on-request"] && silent.json["model"] == nil)
    }

    @Test("a swap that runs or failed is told")
    func swaps() {
        let lines = DaemonStatus(JSONObject([("last_failure", "torn"), ("swapping", true)])).lines
        #expect(lines.contains("last failed swap: torn") && lines.contains("a model is being loaded"))
    }
}
