import Configuration

/// What the trainer does about what the guard has captured: `capture_…` of `trainer.toml`.
package struct CaptureIntakeSettings: Equatable, Sendable {
    /// The daemon's `[capture] folder`.
    package var folder = "/run/picket/capture"
    /// After which a captured message that nobody has labelled is removed from the pool.
    package var retentionDays = 30

    package init() {}
}

/// How traffic is compared with what the model was trained for: `drift_…` of `trainer.toml`.
package struct DriftSettings: Equatable, Sendable {
    /// What the traffic of the last hours is held against when it comes to an alarm; both are always shown.
    package enum Reference: String, CaseIterable, Sendable {
        /// The development rows, scored by the bundle.
        case training
        /// The hours before, under the same bundle.
        case traffic
    }

    package var reference = Reference.training
    /// The hours that are compared.
    package var windowHours = 24
    /// The share of checks that may alarm where nothing has changed. Not below 0.005: shared out over three questions it is still more than the
    /// smallest p-value that draws and permutations can give.
    package var falseAlarmRate = 0.01

    package init() {}
}

extension TrainerConfiguration {
    static let watchSettings: [Setting<TrainerConfiguration>] = [
        .text("capture_folder", \.capture.folder), .number("capture_retention_days", \.capture.retentionDays, 1...3_650),
        .choice("drift_reference", \.drift.reference), .number("drift_window_hours", \.drift.windowHours, 1...167),
        .decimal("drift_false_alarm_rate", \.drift.falseAlarmRate, 0.005...0.2),
    ]
}
