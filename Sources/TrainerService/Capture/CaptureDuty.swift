package import JSONParsing
package import Records

/// What the trainer does about captured messages whenever it starts and whenever a round begins: takes them in, and ends the retention of those
/// that nobody has labelled in time.
package struct CaptureDuty: Sendable {
    package struct Report: Equatable, Sendable {
        package var intake = CaptureIntake.Report()
        package var expiry = CaptureExpiry()
        /// Why retention could not be ended.
        package var expiryFault: String?

        package init() {}

        /// One sentence in numbers for the journal; nil when there is nothing to say.
        package var sentence: String? {
            var parts: [String] = []
            if intake.files > 0 {
                parts.append(
                    "\(intake.added) captured messages taken into the pool from \(intake.files) files (\(intake.alreadyThere) were there, "
                        + "\(intake.unreadable) lines unreadable)")
            }
            if expiry.total > 0 { parts.append("\(expiry.total) captured messages removed that nobody labelled in time") }
            if intake.foreign > 0 { parts.append("\(intake.foreign) entries of the spool folder are none of its files") }
            if let fault = intake.fault { parts.append("captured messages wait: \(fault)") }
            if let fault = expiryFault { parts.append("captured messages could not be removed: \(fault)") }
            return parts.isEmpty ? nil : parts.joined(separator: "; ")
        }

        var hasChangedPool: Bool { intake.added > 0 || expiry.total > 0 }

        package var json: JSONValue {
            [
                "files": .int(intake.files), "added": .int(intake.added), "already_there": .int(intake.alreadyThere),
                "unreadable": .int(intake.unreadable), "removed": .int(expiry.total),
                "fault": (intake.fault ?? expiryFault).map { .string($0) } ?? nil,
            ]
        }
    }

    private let store: RecordStore
    private let folder: String
    private let retentionDays: Int

    package init(_ configuration: TrainerConfiguration, _ store: RecordStore) {
        self.store = store
        folder = configuration.capture.folder
        retentionDays = configuration.capture.retentionDays
    }

    package func run() -> Report {
        var report = Report()
        report.intake = CaptureIntake(folder: folder, store: store).run()
        do throws(RecordsError) {
            report.expiry = try store.expireCaptured(before: store.now + .seconds(-retentionDays * 86_400))
        } catch { report.expiryFault = error.description }
        return report
    }
}
