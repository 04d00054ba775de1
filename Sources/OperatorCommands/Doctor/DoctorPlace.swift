import DurableFiles

/// Where the parts of an installation are.
package struct DoctorPlace: Equatable, Sendable {
    package var querySocket: String
    package var adminSocket: String
    package var trainerSocket: String
    package var models: String
    package var guardConfiguration = "/etc/picket/picket.toml"
    package var trainerConfiguration = "/etc/picket/trainer.toml"
    package var credential = "/etc/credstore/llm-api-key"

    package init(querySocket: String, adminSocket: String, trainerSocket: String, models: String) {
        self.querySocket = querySocket
        self.adminSocket = adminSocket
        self.trainerSocket = trainerSocket
        self.models = models
    }

    /// Where systemd keeps Picket's sockets. A socket elsewhere is somebody's own, and no rule says whose group it has.
    package static let runtime = "/run/picket"

    /// Whether this is the machine's installation, not one in somebody's folder.
    package var isSystem: Bool { querySocket.hasPrefix(Self.runtime + "/") }

    /// The trainer's state lies beside the models.
    package var state: String { folder(of: models) + "/trainer" }
}
