import Records
import TestSupport
import Testing
import TrainerService

struct DriftAlarmTests {
    private let place: TemporaryFolder
    private let path: String

    init() throws {
        place = try TemporaryFolder()
        path = place.path + "/trainer.db"
    }

    private func report(_ bundle: String, drifts: Bool) -> DriftReport {
        DriftReport(
            DriftEvidence(
                bundle: bundle, labels: ["a", "b"], window: drifts ? verdictCounts([400, 100]) : verdictCounts([100, 400]),
                before: verdictCounts([0, 0]), reference: verdictCounts([200, 800])), settings: DriftSettings(), seed: 1)
    }

    @Test("drift is news once, over restarts, until it has ended or another bundle serves")
    func once() throws {
        let steps: [(bundle: String, drifts: Bool, isNews: Bool)] = [
            ("x", false, false), ("x", true, true), ("x", true, false), ("x", true, false), ("x", false, false), ("x", false, false),
            ("x", true, true), ("y", true, true), ("y", true, false), ("x", true, true),
        ]
        for step in steps {
            // A new store each time: a trainer that was idle has ended.
            let store = try RecordStore.open(path)
            #expect(try DriftAlarm(store).note(report(step.bundle, drifts: step.drifts)) == step.isNews, "\(step)")
            try store.close()
        }
        let store = try RecordStore.open(path)
        #expect(try store.events().map(\.kind).filter { $0 == DriftAlarm.raised }.count == 4)
        #expect(try store.events().map(\.kind).filter { $0 == DriftAlarm.ended }.count == 1)
    }
}
