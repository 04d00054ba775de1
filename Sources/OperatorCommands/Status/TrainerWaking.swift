import ServiceManager

/// Whether a question to the trainer's socket would start the trainer.
package enum TrainerWaking {
    private static let service = "picket-trainer.service"
    private static let unit = SocketCheck.Role.trainer.unit

    /// A socket elsewhere is no unit's; where systemd cannot be asked, the system's socket is taken for its own.
    package static func mayStart(_ socket: String, _ units: UnitChecks.Answer) -> Bool {
        guard socket.hasPrefix(DoctorPlace.runtime + "/") else { return false }
        switch units {
        case .noSystemd: return false
        case .failed: return true
        case .units(let units):
            func isActive(_ name: String) -> Bool { units.contains { $0.name == name && $0.isActive } }
            return isActive(unit) && !isActive(service)
        }
    }
}
