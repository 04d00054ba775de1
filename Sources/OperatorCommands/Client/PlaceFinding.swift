import ConsolePrograms
import Glibc

/// Finds sockets and folders by the same rule everywhere: what the user says, the environment, the system's place, the checkout's.
enum PlaceFinding {
    static func querySocket(_ option: String?) -> String {
        find(option, variable: "PICKET_SOCKET", candidates: ["/run/picket/picket.sock", ".picket/run/picket.sock"])
    }

    static func adminSocket(_ option: String?) -> String {
        find(option, variable: "PICKET_ADMIN_SOCKET", candidates: ["/run/picket/admin.sock", ".picket/run/admin.sock"])
    }

    static func trainerSocket(_ option: String?) -> String {
        find(option, variable: "PICKET_TRAINER_SOCKET", candidates: ["/run/picket/trainer.sock", ".picket/run/trainer.sock"])
    }

    static func models(_ option: String?) -> String {
        find(option, variable: "PICKET_MODELS", candidates: ["/var/lib/picket/models", ".picket/models"])
    }

    /// The first candidate that exists; the first of all when none does, so that the error names it.
    private static func find(_ option: String?, variable: String, candidates: [String]) -> String {
        if let option { return option }
        if let value = getenv(variable).map({ String(cString: $0) }), !value.isEmpty { return value }
        return candidates.first { access($0, F_OK) == 0 } ?? candidates[0]
    }
}
