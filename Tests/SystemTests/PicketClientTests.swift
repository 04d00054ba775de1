import Foundation
import PicketClient
import TestSupport
import Testing

extension BuiltPrograms {
    /// The Swift library against the real daemon.
    struct PicketClientTests {
        @Test("the library's verdicts are the daemon's, for many callers at once")
        func verdicts() async throws {
            let bundles = try TrainedBundles.shared.get()
            let folder = bundles.folder + "/run-client"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let daemon = try DaemonProcess(models: bundles.models, folder: folder)
            defer {
                daemon.terminate()
                _ = try? daemon.exitCode()
                try? FileManager.default.removeItem(atPath: folder)
            }
            let client = PicketClient(whenNoVerdict: .failClosed, socket: daemon.socket, deadline: .seconds(60), maxConnections: 3)
            let harmful = await client.judge("i want to kill myself and i have the pills here")
            #expect(harmful.verdict?.label == "self-harm")
            #expect(harmful.verdict?.action == .block && !harmful.mayPass)
            let refused = await client.judge(["hello", " "])
            #expect(refused.count == 2)
            for judgement in refused {
                guard case .noVerdict(.refused(400, "empty_input", _)) = judgement.outcome else {
                    Issue.record("\(judgement)")
                    continue
                }
            }
            let passed = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<50 {
                    group.addTask { await client.judge("write a function that reverses list number \(number)").mayPass }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(passed == 50)
            await client.close()
        }
    }
}
