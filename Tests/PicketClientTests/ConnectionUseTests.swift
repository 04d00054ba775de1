import Foundation
import PicketClient
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2)))
struct ConnectionUseTests {
    private let folder: TemporaryFolder
    private var path: String { folder.path + "/picket.sock" }

    init() throws { folder = try TemporaryFolder() }

    private func client(deadline: Duration = .seconds(60), maxConnections: Int = 4) -> PicketClient {
        PicketClient(whenNoVerdict: .failClosed, socket: path, deadline: deadline, maxConnections: maxConnections)
    }

    private func passes(_ client: PicketClient, _ count: Int) async -> Int {
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<count { group.addTask { await client.judge("a").mayPass } }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
    }

    @Test("one caller after another uses one connection, and many at once no more than are allowed", arguments: [1, 3])
    func pooled(limit: Int) async throws {
        let daemon = try ScriptedDaemon(path) { _ in .write(Replies.verdict()) }
        defer { daemon.stop() }
        let client = client(maxConnections: limit)
        for _ in 0..<3 { #expect(await client.judge("a").mayPass) }
        #expect(daemon.connections == 1)
        #expect(await passes(client, 60) == 60)
        #expect(daemon.connections <= limit)
        #expect(daemon.asked.count == 63)
        await client.close()
    }

    @Test("a kept connection that the daemon has closed costs nobody a verdict")
    func closedWhileIdle() async throws {
        let daemon = try ScriptedDaemon(path) { _ in .write(Replies.verdict()) }
        defer { daemon.stop() }
        let client = client(maxConnections: 4)
        for _ in 0..<20 {
            #expect(await passes(client, 8) == 8)
            daemon.dropConnections()
        }
        await client.close()
    }

    @Test("a connection that is closed before a byte of the answer is replaced, and the question asked again")
    func closedBeforeAnswer() async throws {
        let daemon = try ScriptedDaemon(path) { asked in asked.connection < 3 ? .hangUp : .write(Replies.verdict()) }
        defer { daemon.stop() }
        let client = client()
        #expect(await client.judge("a").mayPass)
        #expect(daemon.asked.map(\.body) == Array(repeating: #"{"input":["a"]}"#, count: 4))
        await client.close()
    }

    @Test("a daemon that only hangs up is given up")
    func hangsUp() async throws {
        let daemon = try ScriptedDaemon(path) { _ in .hangUp }
        defer { daemon.stop() }
        let client = client()
        #expect(await client.judge("a").outcome == .noVerdict(.disconnected))
        #expect(daemon.connections == 5)
        await client.close()
    }

    @Test("an answer that says so ends its connection")
    func connectionClose() async throws {
        let daemon = try ScriptedDaemon(path) { _ in
            .writeAndClose(Replies.verdict().replacingOccurrences(of: "\r\nContent-Type", with: "\r\nConnection: close\r\nContent-Type"))
        }
        defer { daemon.stop() }
        let client = client(maxConnections: 1)
        for _ in 0..<3 { #expect(await client.judge("a").mayPass) }
        #expect(daemon.connections == 3)
        await client.close()
    }

    @Test("the deadline is that of the whole call, waiting for a connection included, and leaves the client usable")
    func deadline() async throws {
        let isSilent = Mutex(true)
        let daemon = try ScriptedDaemon(path) { _ in isSilent.withLock { $0 } ? .silence : .write(Replies.verdict()) }
        defer { daemon.stop() }
        let client = client(deadline: .milliseconds(50), maxConnections: 1)
        #expect(await passes(client, 4) == 0)
        #expect(await client.judge("a").outcome == .noVerdict(.deadlineExceeded))
        isSilent.withLock { $0 = false }
        let patient = self.client(maxConnections: 1)
        #expect(await patient.judge("a").mayPass)
        await client.close()
        await patient.close()
    }

    @Test("a call whose task is cancelled has no verdict, and those that wait behind it get theirs")
    func cancelled() async throws {
        let daemon = try ScriptedDaemon(path) { asked in asked.connection == 0 ? .silence : .write(Replies.verdict()) }
        defer { daemon.stop() }
        let client = client(maxConnections: 1)
        let outcomes = await withTaskGroup(of: Judgement?.self) { group in
            group.addTask {
                await withTaskGroup(of: Judgement?.self) { inner in
                    inner.addTask { await client.judge("a") }
                    inner.addTask {
                        while daemon.asked.isEmpty { await Task.yield() }
                        return nil
                    }
                    // The question is with the daemon, which says nothing.
                    _ = await inner.next()
                    inner.cancelAll()
                    return await inner.next() ?? nil
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.compactMap { $0?.outcome } == [.noVerdict(.cancelled)])
        #expect(await passes(client, 5) == 5)
        await client.close()
    }

    @Test("closing ends the calls that wait")
    func closing() async throws {
        let daemon = try ScriptedDaemon(path) { _ in .silence }
        defer { daemon.stop() }
        let client = client(maxConnections: 1)
        let outcomes = await withTaskGroup(of: Judgement?.self) { group in
            for _ in 0..<3 { group.addTask { await client.judge("a") } }
            group.addTask {
                while daemon.asked.isEmpty { await Task.yield() }
                await client.close()
                daemon.dropConnections()
                return nil
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        for case let judgement? in outcomes {
            guard case .noVerdict(let reason) = judgement.outcome else {
                Issue.record("a verdict from nobody")
                continue
            }
            #expect(reason == .closed || reason == .disconnected)
        }
    }
}
