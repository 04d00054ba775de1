import ConsolePrograms
import DurableFiles
import JSONParsing
import Testing
import TrainerService

struct ReproduceLoopTests {
    let fixture: PaperFixture

    init() throws { fixture = try PaperFixture(relabelled: 1) }

    private func loop(resume: Bool = false, seeds: Int = 1) throws -> ReproduceLoop {
        var plan = ReproducePlan(bases: try ReproduceBase.read([fixture.bases[0]]))
        (plan.settings, plan.seeds) = ([.ours], seeds)
        return try ReproduceLoop(plan: plan, data: try fixture.folder(), out: fixture.out, resume: resume, threads: 3)
    }

    private func report() throws -> JSONObject {
        try #require(try JSONParser.parse(readFile(fixture.out + "/reproduce.json", limitBytes: 1 << 24)).object)
    }

    @Test("every run is trained once with its rows, and the folder holds the log and both reports")
    func performs() throws {
        let trainer = FakeTrainer()
        var loop = try loop(seeds: 2)
        try loop.perform(trainer.train) { _ in }
        #expect(trainer.runs.count == 22 && loop.outcome.isComplete)
        #expect(trainer.runs.allSatisfy { $0.threads == 3 && $0.evaluationTexts.count == 18 && $0.base == fixture.bases[0] })
        #expect(Set(trainer.runs.map(\.trainTexts.count)) == [12, 24, 84])
        #expect(try names(in: fixture.out) == ["reproduce.json", "reproduce.md", "runs.jsonl"])
        // The fake answers self-harm for every row: one class in six is right.
        let accuracy = loop.outcome.figures(loop.outcome.plan.bases[0], .bootstrap, .ours)?[0].mean ?? 0
        #expect(abs(accuracy - 100.0 / 6) < 1e-9)
    }

    @Test("a run that fails leaves the reports of what was done; the same command with --resume does the rest, and only that")
    func resumes() throws {
        var first = try loop()
        let error = try #require(throws: ProgramFailure.self) {
            try first.perform(FakeTrainer(failing: 4).train) { _ in }
        }
        #expect(error.exit == .tryAgainLater)
        #expect(error.message == "bert-base-cased, Cluster-AL posts, published, ours, seed 1: no memory")
        #expect(try report()["runs_done"]?.int == 4)
        #expect(try report()["complete"]?.bool == false)
        let markdown = String(decoding: try readFile(fixture.out + "/reproduce.md", limitBytes: 1 << 24), as: UTF8.self)
        #expect(markdown.contains("UNFINISHED: 4 of 11 runs are done"))

        let trainer = FakeTrainer()
        var second = try loop(resume: true)
        var said: [String] = []
        try second.perform(trainer.train) { said.append($0) }
        #expect(said.count == 8 && said[0] == "4 of 11 runs are done already")
        #expect(said[1].hasPrefix("run 1 of 7: bert-base-cased, Cluster-AL posts, published, ours, seed 1: macro-F1 4.8, accuracy 16.7, "))
        #expect(trainer.runs.count == 7)
        #expect(try report()["complete"]?.bool == true)

        let idle = FakeTrainer()
        var third = try loop(resume: true)
        try third.perform(idle.train) { _ in }
        #expect(idle.runs.isEmpty)
    }

    @Test("stopped and resumed, the results are those of a command that was never stopped")
    func sameResults() throws {
        var stopped = try loop()
        #expect(throws: ProgramFailure.self) { try stopped.perform(FakeTrainer(failing: 5).train) { _ in } }
        var resumed = try loop(resume: true)
        try resumed.perform(FakeTrainer().train) { _ in }
        let results = resumed.outcome.results.mapValues(\.confusion)
        try removeFolder(fixture.out)
        var straight = try loop()
        try straight.perform(FakeTrainer().train) { _ in }
        #expect(straight.outcome.results.mapValues(\.confusion) == results)
    }

    @Test("finished runs on other data are not taken for these: they are trained anew")
    func otherData() throws {
        var first = try loop()
        try first.perform(FakeTrainer().train) { _ in }
        try fixture.writeHuman("test", perClass: 2)
        let trainer = FakeTrainer()
        var second = try loop(resume: true)
        #expect(second.outcome.results.isEmpty)
        try second.perform(trainer.train) { _ in }
        #expect(trainer.runs.count == 11 && trainer.runs.allSatisfy { $0.evaluationTexts.count == 12 })
    }

    @Test("a folder with content is refused; one with runs says how to go on; --resume needs a log")
    func taken() throws {
        try makeFolder(fixture.out)
        #expect(throws: Never.self) { try loop() }
        try writeFile(fixture.out + "/notes.txt", [])
        for resume in [false, true] {
            let error = try #require(throws: ProgramFailure.self) { try loop(resume: resume) }
            #expect(error.exit == .usage && error.message.contains("holds other files"))
        }
        try writeFile(fixture.out + "/runs.jsonl", [])
        let error = try #require(throws: ProgramFailure.self) { try loop() }
        #expect(error.exit == .usage && error.message.contains("--resume goes on"))
        #expect(throws: Never.self) { try loop(resume: true) }
        try removeFolder(fixture.out)
        try writeFile(fixture.out, [])
        #expect(try #require(throws: ProgramFailure.self) { try loop() }.exit == .usage)
    }

    @Test("an answer of the wrong size, or one that is no number, ends the command and is never recorded")
    func badAnswers() throws {
        for answer in [[1, 0, 0, 0, 0], [.nan, 0, 0, 0, 0, 0]] as [[Float]] {
            var loop = try loop()
            let error = try #require(throws: ProgramFailure.self) { try loop.perform(FakeTrainer(answer: answer).train) { _ in } }
            #expect(error.exit == .ourBug && error.message.contains("probabilities"))
            #expect(try RunLog(reading: fixture.out).results.isEmpty)
            try removeFolder(fixture.out)
        }
    }

    @Test("lengths of time are in seconds, then minutes, then hours")
    func times() {
        #expect(
            [0, 0.2, 119, 121, 7_199, 7_200, 90_000].map(spokenTime) == ["0 s", "1 s", "119 s", "3 min", "120 min", "2.0 h", "25.0 h"])
        #expect(spokenTime(.infinity) == "0 s" && spokenTime(1e300) == "very long")
    }
}
