import Foundation
import HTTPService
import JSONParsing
import LabeledData
import Synchronization
import TestSupport
import Testing

extension BuiltPrograms {
    /// The loop with the built programs: picketd, picket-trainer and picketctl, and an endpoint that answers as a language model's does.
    struct RoundTests {
        private static func withRound(
            _ more: [String], _ body: (TrainerProcess.Place, DaemonProcess) throws -> Void
        ) throws {
            let bundles = try TrainedBundles.shared.get()
            let folder = bundles.folder + "/round-\(UUID().uuidString.prefix(8))"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let models = folder + "/models"
            try FileManager.default.createDirectory(atPath: models, withIntermediateDirectories: true)
            try FileManager.default.copyItem(atPath: bundles.path(bundles.second), toPath: models + "/" + bundles.second)
            try FileManager.default.createSymbolicLink(atPath: models + "/champion", withDestinationPath: bundles.second)
            let daemon = try DaemonProcess(models: models, folder: folder)
            defer {
                daemon.terminate()
                _ = try? daemon.exitCode()
            }
            try body(try TrainerProcess.Place(folder, models: models, adminSocket: daemon.adminSocket, more: more), daemon)
        }

        private static func endpoint(_ server: ScriptedLLMServer) -> [String] {
            [
                "generator = \"openai\"", "llm_model = \"scripted\"", "base_url = \"\(server.baseURL)\"", "price_in = \"1\"",
                "price_out = \"2\"", "timeout_seconds = 1", "concurrency = 1",
            ]
        }

        @Test("a round by picketctl alone, with an endpoint that shows every fault, ends in a swap under load that loses no request")
        func wholeRound() throws {
            let faults: [LLMFault] = [
                .tooManyRequests(retryAfter: "1"), .status(500, message: "oops"), .truncated, .fenced, .refusal, .wrongClass, .copies,
                .dropped, .cutOff, .endless, .silence, .unsupportedFormat(["json_schema"]),
            ]
            let server = try ScriptedLLMServer(faults)
            defer { server.stop() }
            try Self.withRound(Self.endpoint(server)) { place, daemon in
                let trainer = try TrainerProcess(place)
                try place.operate(["pool", "import", place.pool])
                try place.operate(["round", "start", "--by", "ada"])
                try place.operate(["round", "watch"])
                #expect(try place.round()["state"] == "awaiting-labels")
                try place.labelAll()
                try place.operate(["round", "advance", "--by", "ada", "--wait"])

                // Clients ask while the round ends.
                let isOver = Atomic(false)
                let faults = Mutex<[String]>([])
                let models = Mutex<Set<String>>([])
                let socket = daemon.socket
                let clients = inThreads(4) { _ in
                    let client = UnixHTTPClient(socket)
                    while !isOver.load(ordering: .relaxed) {
                        do {
                            let answer = try client.request("POST", "/v1/classify", json: ["input": "the river is over the road"])
                            if answer.status != 200 { faults.withLock { $0.append(answer.text) } }
                            if let model = try answer.json().object?["model"]?.string { models.withLock { _ = $0.insert(model) } }
                        } catch { faults.withLock { $0.append("\(error)") } }
                    }
                }
                if try place.round()["state"] == "awaiting-review" {
                    try place.operate(["round", "advance", "--by", "ada", "--with-reviews-so-far", "--wait"])
                }
                if try place.round()["state"] == "awaiting-approval" {
                    try place.operate(["round", "approve", "--by", "mara", "--reason", "read the gate's result"])
                    try place.operate(["round", "watch"])
                }
                // The new model is asked before the clients stop.
                let asked = try daemon.post("/v1/classify", ["input": "hello"])
                isOver.store(true, ordering: .relaxed)
                #expect(clients.wait(timeout: .now() + 60) == .success)
                #expect(faults.withLock { $0 }.isEmpty, "\(faults.withLock { $0.prefix(3) })")

                let round = try place.round()
                let bundle = try #require(round["bundle"]?.string)
                #expect(round["state"] == "done", "\(round["reason"] ?? nil)")
                #expect(asked["model"]?.string == bundle)
                let seen = models.withLock { $0 }
                #expect(seen.contains(bundle) && seen.count == 2)
                #expect(try FileManager.default.destinationOfSymbolicLink(atPath: place.models + "/champion") == bundle)

                // 12 messages: one refused, one without an end, one of ten copies; three texts each of the others.
                var texts = 0
                for count in try #require(round["variations"]?.array) { texts += count.object?["count"]?.int ?? 0 }
                #expect(texts == 37)
                #expect(round["spending"]?.object?["requests"]?.int == server.requests.count)
                let export = try Programs.run("picket-trainer", ["export", "--state", place.state])
                let attempts = try export.lines.compactMap { try JSONParser.parse(Array($0.utf8)).object }
                    .filter { $0["kind"]?.string == "generation-attempt" }
                #expect(attempts.count == server.requests.count)
                let cost = attempts.compactMap { $0["cost_micros"]?.int }.reduce(0, +)
                #expect(cost > 0 && round["spending"]?.object?["cost_micros"]?.int == cost)
                trainer.terminate()
                #expect(try trainer.exitCode() == 0, "\(trainer.log.text)")
            }
        }

        @Test("a trainer that is killed at the beginning of every step is taken over by the next, and pays for nothing twice")
        func killedAtEveryStep() throws {
            let server = try ScriptedLLMServer()
            defer { server.stop() }
            try Self.withRound(Self.endpoint(server)) { place, _ in
                var trainer = try TrainerProcess(place)
                try place.operate(["pool", "import", place.pool])
                try place.operate(["round", "start", "--by", "ada"])
                for step in ["selecting", "generating", "training", "evaluating", "promoting"] {
                    switch step {
                    case "generating":
                        try place.operate(["round", "watch"])
                        try place.labelAll()
                        try place.operate(["round", "advance", "--by", "ada"])
                    case "training":
                        try place.operate(["round", "watch"])
                        if try place.round()["state"] == "awaiting-review" {
                            try place.operate(["round", "advance", "--by", "ada", "--with-reviews-so-far"])
                        }
                    case "promoting":
                        try place.operate(["round", "watch"])
                        if try place.round()["state"] == "awaiting-approval" {
                            try place.operate(["round", "approve", "--by", "mara", "--reason", "seen"])
                        }
                    default: break
                    }
                    #expect(trainer.log.wait(for: "round round-1: \(step)", count: 1), "\(step): \(trainer.log.text)")
                    try trainer.kill()
                    for id in try FileManager.default.contentsOfDirectory(atPath: place.models) where id.utf8.count == 28 {
                        let verified = try Programs.run("picketctl", ["model", "verify", place.models + "/" + id])
                        #expect(verified.exitCode == 0, "\(verified.errors)")
                    }
                    trainer = try TrainerProcess(place)
                }
                try place.operate(["round", "watch"])
                let round = try place.round()
                #expect(round["state"] == "done", "\(round["reason"] ?? nil)")
                #expect(round["labels"]?.object?["settled"] == 12)
                #expect(server.requests.count <= 13)
                #expect(try #require(round["spending"]?.object?["requests"]?.int) >= server.requests.count)
                trainer.terminate()
                #expect(try trainer.exitCode() == 0)
            }
        }

        @Test("a second trainer on one state folder is refused with the first one's process id, and does not disturb it")
        func twoTrainers() throws {
            try Self.withRound(["generator = \"none\""]) { place, _ in
                let trainer = try TrainerProcess(place)
                let second = try Programs.run(
                    "picket-trainer", ["serve", "--config", place.folder + "/trainer.toml", "--socket", place.folder + "/second.sock"])
                #expect(second.exitCode == 75)
                #expect(second.errors.contains("another trainer (process "), "\(second.errors)")
                try place.operate(["pool", "import", place.pool])
                trainer.terminate()
                #expect(try trainer.exitCode() == 0)
            }
        }

        @Test(
            "a trainer that its socket started answers, and ends when it is idle",
            .enabled(if: FileManager.default.fileExists(atPath: DaemonProcess.socketActivator)))
        func startedBySocket() throws {
            try Self.withRound(["generator = \"none\"", "idle_exit_seconds = 1"]) { place, _ in
                let trainer = try TrainerProcess(place, socketActivated: true)
                try place.operate(["pool", "stats"])
                #expect(try trainer.exitCode() == 0, "\(trainer.log.text)")
                #expect(trainer.log.text.contains("idle for 1 s"))
            }
        }
    }
}
