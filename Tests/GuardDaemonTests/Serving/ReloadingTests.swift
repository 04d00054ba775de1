import Classification
import ConsolePrograms
import GuardDaemon
import ServiceManager
import Synchronization
import TestSupport
import Testing

struct ReloadingTests {
    private final class File: Sendable {
        let content: Mutex<Result<GuardConfiguration, ProgramFailure>>
        init(_ content: Result<GuardConfiguration, ProgramFailure>) { self.content = Mutex(content) }
    }

    private static func reloading(_ tiny: TinyService, _ file: File) -> Reloading {
        Reloading(service: tiny.service) { file.content.withLock { $0 } }
    }

    @Test("a changed policy holds for the model in service at once, without loading it again")
    func policy() throws {
        let tiny = try TinyService()
        let before = try #require(tiny.service.host.served)
        #expect(before.policy.rules["self-harm"]?.threshold == 0.35)
        var next = tiny.service.configuration
        next.policy["self-harm"] = PolicyOverride(threshold: 0.2, action: .warn)
        next.deadlineMilliseconds = 5_000
        let changes = try Self.reloading(tiny, File(.success(next))).reload().get()
        #expect(changes == Reloading.Changes(changed: ["deadline_ms", "policy"], needRestart: []))
        let after = try #require(tiny.service.host.served)
        #expect(after.model === before.model)
        #expect(after.policy.rules["self-harm"] == PolicyRule(threshold: 0.2, action: .warn))
        #expect(tiny.service.configuration.deadlineMilliseconds == 5_000)
        #expect(tiny.log(of: .configurationReloaded).map(\.message) == ["the configuration was read again; changed: deadline_ms, policy"])
    }

    @Test("what the model is read with loads it anew")
    func modelSettings() throws {
        let tiny = try TinyService()
        let before = try #require(tiny.service.host.served)
        var next = tiny.service.configuration
        next.maxInputTokens = 100
        #expect(try Self.reloading(tiny, File(.success(next))).reload().get().changed == ["max_input_tokens"])
        let after = try #require(tiny.service.host.served)
        #expect(after.model !== before.model && after.model.limits.maxInputTokens == 100)
    }

    @Test("a model that cannot be read keeps everything as it was, the policy of the same file included")
    func badModel() throws {
        let tiny = try TinyService()
        let before = tiny.service.configuration
        var next = before
        next.model = "/nowhere/at/all"
        next.policy["self-harm"] = PolicyOverride(action: .off)
        guard case .failure(let refusal) = Self.reloading(tiny, File(.success(next))).reload() else {
            Issue.record("a model that is not there was taken over")
            return
        }
        #expect(refusal.description.contains("/nowhere/at/all"))
        #expect(tiny.service.configuration == before)
        #expect(tiny.service.host.served?.policy.rules["self-harm"]?.action == .block)
        #expect(tiny.log(of: .configurationRefused).count == 1 && tiny.log(of: .configurationReloaded).isEmpty)
    }

    @Test("a file that cannot be read is refused with its words, and the next good one is taken")
    func badFile() throws {
        let tiny = try TinyService()
        let before = tiny.service.configuration
        let file = File(.failure(ProgramFailure(.badConfiguration, "a.toml: unknown key 'thread'")))
        let reloading = Self.reloading(tiny, file)
        #expect(reloading.reload() == .failure(Reloading.Refusal(description: "a.toml: unknown key 'thread'")))
        #expect(tiny.service.configuration == before)
        #expect(tiny.log(of: .configurationRefused).first?.message == "a.toml: unknown key 'thread'; the old configuration stays")
        file.content.withLock { $0 = .success(before) }
        #expect(try reloading.reload().get() == Reloading.Changes(changed: [], needRestart: []))
    }

    @Test("what threads and sockets were made with is named for the restart that it needs")
    func needsRestart() throws {
        let tiny = try TinyService()
        var next = tiny.service.configuration
        (next.threads, next.maxInputs) = (7, 3)
        let changes = try Self.reloading(tiny, File(.success(next))).reload().get()
        #expect(changes == Reloading.Changes(changed: ["threads", "max_inputs"], needRestart: ["threads"]))
    }
}
