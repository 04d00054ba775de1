import Records
import Testing
import Training
import TrainerService

struct RoundMachineTests {
    private static let settled = RoundFacts(labels: LabelProgress(asked: 3, settled: 2, skipped: 1))
    private static let open = RoundFacts(labels: LabelProgress(asked: 3, settled: 1, disputed: 1, open: 1), openReviews: 4)

    /// A sample of every event, and of every way in which one can turn out.
    private static let events: [(name: String, event: RoundEvent)] = [
        ("advance, all answered", .advance(settled)),
        ("advance, some open", .advance(open)),
        (
            "advance, some open, go on",
            .advance(RoundFacts(labels: open.labels, openReviews: 4, withLabelsSoFar: true, withReviewsSoFar: true))
        ),
        ("advance, all skipped", .advance(RoundFacts(labels: LabelProgress(asked: 3, skipped: 3)))),
        ("advance, nothing yet, go on", .advance(RoundFacts(labels: LabelProgress(asked: 3, open: 3), withLabelsSoFar: true))),
        ("selected 20", .selected(queries: 20)), ("selected 0", .selected(queries: 0)),
        ("generated, 0 to review", .generated(awaitingReview: 0)), ("generated, 5 to review", .generated(awaitingReview: 5)),
        ("trained", .trained(bundle: "b1")), ("evaluated: promote", .evaluated(.promote)),
        ("evaluated: approval", .evaluated(.needsApproval(["insufficient evidence"]))),
        ("evaluated: reject", .evaluated(.reject(["recall"]))), ("promoted", .promoted),
        ("approve", .approve(by: "ada", reason: "read it")), ("approve by nobody", .approve(by: " ", reason: "read it")),
        ("approve without a reason", .approve(by: "ada", reason: "")), ("reject", .reject(by: "ada", reason: "no")),
        ("cancel", .cancel(by: "ada")), ("cancel by nobody", .cancel(by: "")), ("step failed", .stepFailed(reason: "disk")),
        ("retry", .retry),
    ]

    /// What is taken, and where it leads; `!` marks a refusal that is about the event and not about the state.
    private static let table: [RoundState: [String: String]] = [
        .selecting: ["selected 20": "awaiting-labels", "selected 0": "failed"].merging(working("selecting")) { first, _ in first },
        .awaitingLabels: [
            "advance, all answered": "generating", "advance, some open": "awaiting-labels", "advance, some open, go on": "generating",
            "advance, all skipped": "!", "advance, nothing yet, go on": "!", "cancel": "cancelled", "cancel by nobody": "!",
        ],
        .generating: ["generated, 0 to review": "training", "generated, 5 to review": "awaiting-review"]
            .merging(working("generating")) { first, _ in first },
        .awaitingReview: [
            "advance, all answered": "training", "advance, some open": "awaiting-review", "advance, some open, go on": "training",
            "advance, all skipped": "training", "advance, nothing yet, go on": "training", "cancel": "cancelled", "cancel by nobody": "!",
        ],
        .training: ["trained": "evaluating"].merging(working("training")) { first, _ in first },
        .evaluating: [
            "evaluated: promote": "promoting", "evaluated: approval": "awaiting-approval", "evaluated: reject": "rejected",
        ].merging(working("evaluating")) { first, _ in first },
        .awaitingApproval: [
            "approve": "promoting", "approve by nobody": "!", "approve without a reason": "!", "reject": "rejected",
            "cancel": "cancelled", "cancel by nobody": "!",
        ].merging(advances("awaiting-approval")) { first, _ in first },
        .promoting: ["promoted": "done", "step failed": "failed"].merging(advances("promoting")) { first, _ in first },
        .failed: ["retry": "training", "cancel": "cancelled", "cancel by nobody": "!"],
        .done: [:], .rejected: [:], .cancelled: [:],
    ]

    private static func advances(_ state: String) -> [String: String] {
        Dictionary(uniqueKeysWithValues: events.filter { $0.name.hasPrefix("advance") }.map { ($0.name, state) })
    }

    private static func working(_ state: String) -> [String: String] {
        ["step failed": "failed", "cancel": "cancelled", "cancel by nobody": "!"].merging(advances(state)) { first, _ in first }
    }

    /// A machine in `state`, by the shortest way there; a failed one failed in training.
    private static func machine(in state: RoundState) throws -> RoundMachine {
        let toTraining: [RoundEvent] = [.selected(queries: 1), .advance(settled), .generated(awaitingReview: 0)]
        let toApproval = toTraining + [.trained(bundle: "b"), .evaluated(.needsApproval(["small"]))]
        let way: [RoundEvent] =
            switch state {
            case .selecting: []
            case .awaitingLabels: Array(toTraining.prefix(1))
            case .generating: Array(toTraining.prefix(2))
            case .awaitingReview: Array(toTraining.prefix(2)) + [.generated(awaitingReview: 2)]
            case .training: toTraining
            case .evaluating: Array(toApproval.prefix(4))
            case .awaitingApproval: toApproval
            case .promoting: toApproval + [.approve(by: "ada", reason: "r")]
            case .done: toApproval + [.approve(by: "ada", reason: "r"), .promoted]
            case .rejected: toApproval + [.reject(by: "ada", reason: "r")]
            case .failed: toTraining + [.stepFailed(reason: "disk")]
            case .cancelled: [.cancel(by: "ada")]
            }
        var machine = RoundMachine()
        for event in way { _ = try machine.handle(event) }
        #expect(machine.state == state)
        return machine
    }

    @Test("every state takes exactly the events of the table, and goes where it says", arguments: RoundState.allCases)
    func everyStateAndEvent(state: RoundState) throws {
        let expected = try #require(Self.table[state])
        let start = try Self.machine(in: state)
        var taken: Set<String> = []
        for (name, event) in Self.events {
            var machine = start
            do throws(RoundError) {
                let action = try machine.handle(event)
                #expect(machine.state.rawValue == expected[name], "\(state), \(name)")
                // What is returned is what the new state wants done.
                switch (action, machine.action) {
                case (.waitForLabels, .waitForLabels), (.waitForReview, .waitForReview): break
                default: #expect(action == machine.action, "\(state), \(name)")
                }
                taken.insert(event.name)
            } catch {
                #expect(machine == start, "\(state), \(name): a refused event changes nothing")
                if expected[name] == "!" {
                    if case .notAllowed = error { Issue.record("\(state), \(name): \(error)") }
                    taken.insert(event.name)
                } else {
                    #expect(expected[name] == nil, "\(state), \(name): \(error)")
                    #expect(error == .notAllowed(event: event.name, state: state, allowed: machine.allowedEvents), "\(state), \(name)")
                }
            }
        }
        #expect(taken == Set(start.allowedEvents))
    }

    @Test("a retry goes back to the step that failed, whichever it was")
    func retries() throws {
        for step in RoundState.allCases where step.isWorking {
            var machine = try Self.machine(in: step)
            #expect(try machine.handle(.stepFailed(reason: "disk")) == .finish(.failed(step: step, reason: "disk")))
            #expect(machine.failedStep == step && machine.reason == "disk")
            _ = try machine.handle(.retry)
            #expect(machine.state == step && machine.failedStep == nil && machine.reason == nil)
        }
    }

    @Test("waiting says for how many, and why")
    func waiting() throws {
        var machine = try Self.machine(in: .awaitingLabels)
        #expect(try machine.handle(.advance(Self.open)) == .waitForLabels(remaining: 2))
        machine = try Self.machine(in: .awaitingReview)
        #expect(try machine.handle(.advance(Self.open)) == .waitForReview(remaining: 4))
        machine = try Self.machine(in: .awaitingApproval)
        #expect(try machine.handle(.advance(Self.open)) == .waitForApproval(reason: "small"))
    }

    @Test("errors say what is wrong and what is allowed")
    func errors() throws {
        func message(_ state: RoundState, _ event: RoundEvent) throws -> String {
            var machine = try Self.machine(in: state)
            do throws(RoundError) {
                _ = try machine.handle(event)
                return "no error"
            } catch { return "\(error)" }
        }
        #expect(
            try message(.training, .promoted)
                == "a round that is training takes no 'promoted'; it takes 'advance', 'trained', 'step-failed', 'cancel'")
        #expect(try message(.done, .retry) == "a round that is done takes no 'retry'; it is over")
        #expect(
            try message(.awaitingLabels, .advance(RoundFacts(labels: LabelProgress(asked: 3, skipped: 3))))
                == "none of the 3 messages of the round has a label (3 were skipped): label at least one, or cancel the round")
        #expect(
            try message(.awaitingLabels, .advance(RoundFacts(labels: LabelProgress(asked: 2, disputed: 2), withLabelsSoFar: true)))
                == "the annotators agree on none of the messages (2 are disputed): a third opinion is needed, or cancel the round")
        #expect(try message(.awaitingApproval, .approve(by: "", reason: "x")) == "'approve' needs the name of a person")
    }

    @Test("a walk of 2,000 random events never leaves the table", arguments: 0..<20)
    func randomWalk(seed: Int) throws {
        var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        var machine = RoundMachine()
        var visited: Set<RoundState> = []
        for _ in 0..<2_000 {
            visited.insert(machine.state)
            if machine.allowedEvents.isEmpty { machine = RoundMachine() }
            let before = machine
            // Cancelling is rare, or no walk would come far.
            let (name, event) = Self.events[next(Self.events.count)]
            if event.name == "cancel", next(10) > 0 { continue }
            let outcome = Result { try machine.handle(event) }
            let expected = Self.table[before.state]?[name]
            switch outcome {
            case .success where before.state == .failed && event == .retry: #expect(machine.state == before.failedStep)
            case .success: #expect(machine.state.rawValue == expected)
            case .failure: #expect(machine == before && (expected == nil || expected == "!"))
            }
            #expect((machine.state == .failed) == (machine.failedStep != nil))
            #expect(machine.failedStep?.isWorking ?? true)
        }
        #expect(visited.count >= 10)
    }
}
