import ServiceManager

/// Whether a question to the trainer's socket would start the trainer.
package enum TrainerWaking {
    private static let service = "picket-trainer.service"

    /// A socket elsewhere is no unit's; where systemd cannot be asked, the system's socket is taken for its own.
    package static func mayStart(_ socket: String, _ units: UnitChecks.Answer) -> Bool {
        guard socket.hasPrefix(DoctorPlace.runtime + "/") else { return false }
        switch units {
        case .noSystemd: return false
        case .failed: return true
        case .units(let units):
            guard let service = units.first(where: { $0.name == service }), service.isThere else { return false }
            return !service.isActive
        }
    }
}
