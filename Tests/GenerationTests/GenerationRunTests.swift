import Generation
import LabeledData
import OSThreads
import Synchronization
import TestSupport
import Testing

struct GenerationRunTests {
    private func tasks(_ count: Int) throws -> [VariationTask] {
        try (0..<count).map { try task("Question number \($0) about the contract of my flat?") }
    }

    @Test("outcomes come in the order of the tasks at every concurrency, each once", arguments: [1, 2, 4, 9])
    func order(concurrency: Int) throws {
        let endpoint = try ScriptedEndpoint([])
        defer { endpoint.server.stop() }
        var seen: [Int] = []
        try GenerationRun(endpoint.generator, concurrency: concurrency).run(try tasks(30)) { index, outcome throws(GenerationError) in
            seen.append(index)
            #expect(outcome.texts?.first?.contains("number \(index) ") == true)
        }
        #expect(seen == Array(0..<30))
        #expect(endpoint.server.requests.count == 30 && endpoint.server.connectionsMade <= concurrency)
        #expect(endpoint.ledger.spending == GenerationSpending(requests: 30, tokens: 30 * 150, costMicros: 30 * 200))
    }

    @Test("a refused key stops the whole run: no more requests than were under way, whatever is left to do")
    func refusedKey() throws {
        for concurrency in [1, 4] {
            let endpoint = try ScriptedEndpoint([], afterwards: .unauthorized)
            defer { endpoint.server.stop() }
            var delivered = 0
            let error = try #require(throws: GenerationError.self) {
                try GenerationRun(endpoint.generator, concurrency: concurrency).run(try tasks(50)) { _, _ throws(GenerationError) in
                    delivered += 1
                }
            }
            guard case .keyRefused(401, _) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(delivered == 0 && (1...concurrency).contains(endpoint.server.requests.count))
        }
    }

    @Test("what was paid before the stop is delivered before the reason is thrown")
    func deliversPaid() throws {
        let endpoint = try ScriptedEndpoint([.none, .none, .none], afterwards: .unauthorized)
        defer { endpoint.server.stop() }
        var delivered: [Int] = []
        #expect(throws: GenerationError.self) {
            try GenerationRun(endpoint.generator, concurrency: 1).run(try tasks(9)) { index, _ throws(GenerationError) in
                delivered.append(index)
            }
        }
        #expect(delivered == [0, 1, 2] && endpoint.server.requests.count == 4)
    }

    @Test("with eight threads and a limit in the middle, spending never passes the limit and adds up")
    func limitUnderConcurrency() throws {
        let limit = 5_000
        let endpoint = try ScriptedEndpoint([], limits: GenerationLimits(round: GenerationAllowance(costMicros: limit)))
        defer { endpoint.server.stop() }
        var delivered = 0
        let error = try #require(throws: GenerationError.self) {
            try GenerationRun(endpoint.generator, concurrency: 8).run(try tasks(60)) { _, _ throws(GenerationError) in delivered += 1 }
        }
        guard case .limitReached("millionths of money per round", _, _, limit) = error else {
            Issue.record("\(error)")
            return
        }
        #expect(delivered == endpoint.server.requests.count && delivered > 0)
        #expect(endpoint.ledger.spending == GenerationSpending(requests: delivered, tokens: 150 * delivered, costMicros: 200 * delivered))
        #expect(endpoint.ledger.spending.costMicros <= limit)
    }

    @Test("an error of who receives stops the run and is what is thrown")
    func receiverFails() throws {
        let endpoint = try ScriptedEndpoint([])
        defer { endpoint.server.stop() }
        #expect(throws: GenerationError.ledger(reason: "full")) {
            try GenerationRun(endpoint.generator, concurrency: 2).run(try tasks(40)) { index, _ throws(GenerationError) in
                if index == 3 { throw .ledger(reason: "full") }
            }
        }
        #expect(endpoint.server.requests.count < 40)
    }

    @Test("no tasks are no work, and a signal that is raised before lets none begin")
    func nothing() throws {
        let endpoint = try ScriptedEndpoint([])
        defer { endpoint.server.stop() }
        try GenerationRun(endpoint.generator).run([]) { _, _ throws(GenerationError) in Issue.record("an outcome without a task") }
        let stop = StopSignal()
        stop.raise()
        #expect(throws: GenerationError.stopped) {
            try GenerationRun(endpoint.generator, stop: stop).run(try tasks(3)) { _, _ throws(GenerationError) in }
        }
        #expect(endpoint.server.requests.isEmpty)
    }
}
