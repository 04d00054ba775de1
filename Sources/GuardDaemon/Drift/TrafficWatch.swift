package import Classification
import DurableFiles
package import JSONParsing
import OSThreads
import ServiceManager
import Synchronization

/// What the daemon remembers of its traffic: numbers by the hour, and, where `[capture]` is on, messages that the model was unsure of.
///
/// `saw` is called for every answered request by the thread that computed it, after the answer has been handed over. It never waits for a
/// disk: the numbers are a few additions under a lock, a message that is kept is handed to a thread.
package final class TrafficWatch: Sendable {
    private let history: Mutex<TrafficHistory>
    private let file: TrafficFile
    private let capture: CaptureWriter?
    private let captureThread: NamedThread?
    private let settings: CaptureSettings
    private let clock: @Sendable () -> Int
    private let warn: @Sendable (String) -> Void

    /// - Parameters:
    ///   - file: Where the hours are kept over a restart.
    ///   - clock: Seconds since 1970-01-01T00:00:00Z.
    ///   - on: Takes one sentence when capture is on.
    ///   - full: Takes a sentence when the spool begins to drop messages for want of room.
    ///   - warn: Takes a sentence about a file or folder that fails; called from any thread.
    package init(
        capture settings: CaptureSettings, file: String, clock: @escaping @Sendable () -> Int = { UTCTime.now.secondsSince1970 },
        on: (String) -> Void = { _ in }, full: @escaping @Sendable (String) -> Void = { _ in },
        warn: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.settings = settings
        self.file = TrafficFile(path: file)
        self.clock = clock
        self.warn = warn
        let kept = self.file.read(now: WallHour(seconds: clock()).hour)
        history = Mutex(kept.history)
        if let fault = kept.fault { warn("the hours before this start are lost: \(fault)") }
        let writer = settings.isEnabled ? CaptureWriter(settings, clock: clock) : nil
        let thread = writer.flatMap { $0.start(full: full, warn: warn) }
        if writer != nil, thread == nil { warn("messages cannot be captured: the system gave no thread") }
        if thread != nil { on(settings.notice) }
        (capture, captureThread) = (thread == nil ? nil : writer, thread)
    }

    /// Takes note of the verdicts on the texts of one request.
    ///
    /// - Parameters:
    ///   - texts: `[n]`.
    ///   - verdicts: `[n]`, by `model`.
    package func saw(_ texts: [String], _ verdicts: [Verdict], by model: Classifier) {
        let hour = WallHour(seconds: clock()).hour
        let (bundle, labels, layers) = (model.name, model.labels, model.layers)
        history.withLock { history in
            for verdict in verdicts { history.add(verdict, bundle: bundle, labels: labels, layers: layers, hour: hour) }
        }
        guard let capture else { return }
        for (text, verdict) in zip(texts, verdicts) { capture.offer(text, verdict, labels: labels, bundle: bundle) }
    }

    /// The body of `GET /v1/drift`.
    package var json: JSONValue {
        let hour = WallHour(seconds: clock()).hour
        let current = history.withLock { history in
            history.forget(before: hour)
            return history
        }
        var object = current.json.object ?? JSONObject()
        object["capture"] = captureJSON
        return .object(object)
    }

    private var captureJSON: JSONValue {
        guard let counts = capture?.counts else { return ["enabled": false] }
        return [
            "enabled": true, "folder": .string(settings.folder), "written": .int(counts.written),
            "over_allowance": .int(counts.overAllowance),
            "dropped_full": .int(counts.droppedFull), "dropped_busy": .int(counts.droppedBusy),
            "dropped_failed": .int(counts.droppedFailed), "last_failure": counts.lastFailure.map { .string("\($0)") } ?? nil,
        ]
    }

    /// What became of the messages that the policy chose; nil when capture is off.
    package var captureCounts: CaptureWriter.Counts? { capture?.counts }

    /// Writes what is still to be written; once, when no request is answered any more.
    package func stop() {
        capture?.end()
        captureThread?.join()
        do throws(FileError) { try file.write(history.withLock { $0 }) } catch {
            warn("the hours are not kept over this stop: \(error)")
        }
    }
}

extension TrafficWatch {
    /// The watch of a daemon with this configuration: its file lies in the service's own folder, or else beside the query socket.
    convenience init(_ configuration: GuardConfiguration, _ log: EventLog) {
        self.init(
            capture: configuration.capture, file: (RuntimeFolder.own ?? folder(of: configuration.socket)) + "/drift.json",
            on: { log.report(.captureOn, $0) }, full: { log.report(.captureFull, $0) }, warn: { log.write(.warning, $0) })
    }
}
