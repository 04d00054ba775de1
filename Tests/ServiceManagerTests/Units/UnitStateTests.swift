import ServiceManager
import Testing

struct UnitStateTests {
    @Test("a service is read from its properties")
    func service() {
        let state = UnitState(
            name: "picketd.service",
            properties: [
                "LoadState": .text("loaded"), "ActiveState": .text("active"), "SubState": .text("running"),
                "UnitFileState": .text("enabled"), "Result": .text("success"), "NRestarts": .number(2), "MainPID": .number(812),
                "StatusText": .text("serving"), "MemoryCurrent": .number(41_000_000),
                "ActiveEnterTimestamp": .number(1_700_000_000_000_000),
                "NeedDaemonReload": .flag(true),
            ])
        #expect(state.isThere && state.isActive && !state.isFailed && state.needsReload)
        #expect(state.load == "loaded" && state.sub == "running" && state.file == "enabled" && state.result == "success")
        #expect(state.restarts == 2 && state.pid == 812 && state.statusText == "serving" && state.memoryBytes == 41_000_000)
        #expect(state.activeSince == 1_700_000_000_000_000)
        #expect(state.timer == nil)
    }

    @Test("what systemd says with 0, 2⁶⁴ - 1 or an empty text is absent")
    func absent() {
        let state = UnitState(
            name: "picket-round.timer",
            properties: [
                "MainPID": .number(0), "StatusText": .text(""), "MemoryCurrent": .number(.max), "ActiveEnterTimestamp": .number(0),
                "NextElapseUSecRealtime": .number(.max), "LastTriggerUSec": .number(0), "NRestarts": .number(0),
            ])
        #expect(state.pid == nil && state.statusText == nil && state.memoryBytes == nil && state.activeSince == nil)
        #expect(state.restarts == 0)
        #expect(state.timer == TimerState(next: nil, last: nil))
    }

    @Test("a timer knows when it fires and when it did")
    func timer() {
        let state = UnitState(
            name: "picket-round.timer", properties: ["NextElapseUSecRealtime": .number(20), "LastTriggerUSec": .number(10)])
        #expect(state.timer == TimerState(next: 20, last: 10))
    }

    @Test("properties of another type, and none at all, are read as unknown")
    func hostile() {
        let state = UnitState(
            name: "x.service", properties: ["ActiveState": .number(1), "MainPID": .text("1"), "NeedDaemonReload": .text("yes")])
        #expect(state.active == "unknown" && state.load == "unknown" && state.pid == nil && !state.needsReload)
        #expect(!state.isActive && !state.isFailed)
    }

    @Test("a number beyond Int is held at its greatest")
    func clamped() {
        #expect(UnitState(name: "x.service", properties: ["NRestarts": .number(.max - 1)]).restarts == .max)
    }

    @Test("a unit without a file is not there, and a failed one is failed", arguments: ["not-found", "loaded"])
    func loads(load: String) {
        let state = UnitState(name: "x.service", properties: ["LoadState": .text(load), "ActiveState": .text("failed")])
        #expect(state.isThere == (load == "loaded") && state.isFailed)
    }
}
