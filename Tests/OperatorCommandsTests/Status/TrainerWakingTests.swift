import OperatorCommands
import ServiceManager
import Testing

struct TrainerWakingTests {
    private static let socket = "/run/picket/trainer.sock"

    private static func units(_ active: String, socket: String = "active") -> UnitChecks.Answer {
        .units([
            UnitState(name: "picket-trainer.service", properties: ["ActiveState": .text(active)]),
            UnitState(name: "picket-trainer.socket", properties: ["ActiveState": .text(socket)]),
        ])
    }

    @Test("a trainer of systemd's that does not run would be started", arguments: ["inactive", "failed", "deactivating", "activating"])
    func asleep(active: String) {
        #expect(TrainerWaking.mayStart(Self.socket, Self.units(active)))
    }

    @Test("one that runs, one of nobody's, and one without systemd may be asked")
    func awake() {
        #expect(!TrainerWaking.mayStart(Self.socket, Self.units("active")))
        #expect(!TrainerWaking.mayStart(Self.socket, Self.units("inactive", socket: "inactive")))
        #expect(!TrainerWaking.mayStart(Self.socket, .units([])))
        #expect(!TrainerWaking.mayStart(Self.socket, .noSystemd))
        #expect(!TrainerWaking.mayStart(".picket/run/trainer.sock", Self.units("inactive")))
    }

    @Test("where systemd cannot be asked, the trainer is left alone")
    func unknown() {
        #expect(TrainerWaking.mayStart(Self.socket, .failed(.systemBus(operation: "connect", errno: 110))))
    }
}
