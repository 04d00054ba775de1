import HTTPService
import JSONParsing
package import OSThreads
package import Records
import Synchronization

// What the trainer does about live traffic, and when:
//
//     at the start of the service    captured messages are taken in, on a thread of its own
//     before a round begins          the same, on the thread that begins it, so that the round can ask them
//     after messages were taken in   traffic is compared, on a thread of its own
//     GET /v1/drift                  the same, and the report is the answer
//
// One thing at a time: intakes wait for each other, and a comparison is not begun while one runs. It never begins a round.

/// Takes captured messages into the pool, compares traffic, and tells when it has drifted.
package final class LiveTraffic: Sendable {
    private let duty: CaptureDuty
    private let check: DriftCheck
    private let alarm: DriftAlarm
    private let log: @Sendable (String) -> Void
    private let taken: @Sendable (String) -> Void
    private let report: @Sendable (DriftReport) -> Void
    private let intake = Mutex(())
    private let state = Mutex(State())

    private struct State {
        var isChecking = false
        var last: DriftReport?
    }

    /// - Parameters:
    ///   - log: Takes sentences of numbers, from any thread.
    ///   - taken: Takes a sentence of numbers when captured messages were taken into the pool, or removed from it.
    ///   - report: Called once for each alarm, from any thread: drift that begins, or that another bundle has.
    package init(
        _ configuration: TrainerConfiguration, _ store: RecordStore, traffic: DaemonTraffic? = nil,
        log: @escaping @Sendable (String) -> Void, taken: @escaping @Sendable (String) -> Void,
        report: @escaping @Sendable (DriftReport) -> Void
    ) {
        duty = CaptureDuty(configuration, store)
        check = DriftCheck(configuration, store, traffic: traffic ?? .socket(configuration.adminSocket))
        alarm = DriftAlarm(store)
        self.log = log
        self.taken = taken
        self.report = report
    }

    /// Does what a starting service owes; returns at once.
    ///
    /// - Returns: The thread; nil when the system gives none, and then the first round does it.
    @discardableResult
    package func start() -> NamedThread? {
        let thread = NamedThread("picket-traffic", stackBytes: 8 << 20) { [self] in takeCaptured(thenCheck: { runCheck() }) }
        thread?.detach()
        return thread
    }

    /// Takes captured messages in and ends their retention, on the calling thread; where any were taken a comparison begins on a thread of its own.
    @discardableResult
    package func takeCaptured() -> CaptureDuty.Report {
        takeCaptured {
            NamedThread("picket-drift", stackBytes: 8 << 20) { [self] in runCheck() }?.detach()
        }
    }

    @discardableResult
    private func takeCaptured(thenCheck: () -> Void) -> CaptureDuty.Report {
        let result = intake.withLock { _ in duty.run() }
        if let sentence = result.sentence { result.hasChangedPool ? taken(sentence) : log(sentence) }
        if result.intake.added > 0 { thenCheck() }
        return result
    }

    /// Compares traffic on the calling thread.
    ///
    /// - Returns: Nil when another comparison runs.
    @discardableResult
    package func runCheck() -> Result<DriftReport, DriftFault>? {
        let isFirst = state.withLock { state in
            defer { state.isChecking = true }
            return !state.isChecking
        }
        guard isFirst else { return nil }
        defer { state.withLock { $0.isChecking = false } }
        do throws(DriftFault) {
            let found = try check.run()
            state.withLock { $0.last = found }
            tell(found)
            return .success(found)
        } catch {
            log("traffic was not compared: \(error)")
            return .failure(error)
        }
    }

    private func tell(_ found: DriftReport) {
        do throws(RecordsError) {
            if try alarm.note(found) { report(found) }
        } catch { log("drift could not be recorded: \(error)") }
    }

    /// `GET /v1/drift`: compares now and answers with the report, from a thread of its own.
    func answer(_ request: HTTPRequest, _ responder: Responder) {
        let thread = NamedThread("picket-drift", stackBytes: 8 << 20) { [self] in
            switch runCheck() {
            case .success(let report): responder.respond(.json(report.json))
            case .failure(let fault): responder.respond(APIError(fault))
            case nil:
                responder.respond(APIError(status: 409, message: "traffic is being compared already", code: "drift_running"))
            }
        }
        guard let thread else {
            responder.respond(APIError(status: 503, message: "no thread could be started", code: "no_thread"))
            return
        }
        thread.detach()
    }
}

extension APIError {
    /// What a comparison that could not be made is to a client.
    init(_ fault: DriftFault) {
        let (status, code) =
            switch fault {
            case .noDaemon: (503, "no_daemon")
            case .badAnswer: (502, "bad_answer")
            case .noTraffic: (409, "no_traffic")
            case .noReference: (409, "no_reference")
            case .labelsDiffer: (409, "labels_differ")
            }
        self.init(status: status, message: fault.description, code: code)
    }
}
