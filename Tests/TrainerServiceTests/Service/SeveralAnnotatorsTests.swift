import JSONParsing
import LabeledData
import Records
import Testing
import TrainerService

/// Several people at one round.
struct SeveralAnnotatorsTests {
    private func answer(_ trainer: TinyTrainer, _ annotator: String, _ message: JSONValue, _ label: String) throws {
        try trainer.post("/v1/labels/answer", ["annotator": .string(annotator), "message": message, "label": .string(label)])
    }

    @Test("two annotators are given every message, kappa is shown, and what they disagree on goes to a third")
    func thirdOpinion() throws {
        let trainer = try TinyTrainer(gateRows: 0)
        trainer.configuration.generator = .none
        try trainer.open()
        try trainer.importPool()
        try trainer.post("/v1/rounds/start", ["by": "ada", "annotators": 2, "queries": 4])
        try #require(trainer.worker).workUntilIdle()
        #expect(try trainer.labelAll(as: "ada") == 4)
        #expect(try trainer.post("/v1/labels/next", ["annotator": "ada"])["status"] == "finished")
        // Ben agrees on all but the first.
        var disputed: JSONValue?
        while let item = try trainer.post("/v1/labels/next", ["annotator": "ben"])["item"]?.object {
            let message = item["message"] ?? nil
            let label = try #require(item["text"]?.string.flatMap(TinyTrainingPlace.label(of:)))
            if disputed == nil {
                disputed = message
                try answer(trainer, "ben", message, label == .selfHarm ? "not-harmful" : "self-harm")
            } else {
                try answer(trainer, "ben", message, label.name)
            }
        }
        let round = try trainer.post("/v1/rounds/show")
        #expect(round["labels"]?.object?["disputed"] == 1 && round["labels"]?.object?["settled"] == 3)
        #expect(round["agreement"]?.object?["items"] == 4)
        #expect(round["agreement"]?.object?["observed"]?.double == 0.75)
        #expect(try #require(round["agreement"]?.object?["kappa"]?.double) < 0.75)
        #expect(try trainer.post("/v1/labels/next", ["annotator": "ada"])["status"] != "item")
        let third = try trainer.post("/v1/labels/next", ["annotator": "cleo"])["item"]?.object
        #expect(third?["message"] == disputed)
        try answer(trainer, "cleo", try #require(disputed), "self-harm")
        #expect(try trainer.post("/v1/rounds/show")["labels"]?.object?["remaining"] == nil)
        let progress = try trainer.post("/v1/rounds/show")["labels"]?.object
        #expect(progress?["disputed"] == 0 || progress?["settled"] == 4)
    }

    @Test("a message that one annotator holds is not given to another; what is given back is")
    func leases() throws {
        let trainer = try TinyTrainer(gateRows: 0)
        trainer.configuration.generator = .none
        try trainer.open()
        try trainer.importPool()
        try trainer.post("/v1/rounds/start", ["by": "ada", "queries": 2])
        try #require(trainer.worker).workUntilIdle()
        func next(_ name: String) throws -> JSONValue? {
            try trainer.post("/v1/labels/next", ["annotator": .string(name)])["item"]?.object?["message"]
        }
        let (first, second) = (try #require(try next("ada")), try #require(try next("ben")))
        #expect(first != second)
        #expect(try trainer.post("/v1/labels/next", ["annotator": "cleo"])["status"] == "waiting")
        try trainer.post("/v1/labels/release", ["annotator": "ada"])
        #expect(try next("cleo") == first)
    }

    @Test("an undo takes the last answer back, and the message is asked again")
    func undo() throws {
        let trainer = try TinyTrainer(gateRows: 0)
        trainer.configuration.generator = .none
        try trainer.open()
        try trainer.importPool()
        try trainer.post("/v1/rounds/start", ["by": "ada", "queries": 1])
        try #require(trainer.worker).workUntilIdle()
        try trainer.labelAll()
        let undone = try trainer.post("/v1/labels/undo", ["annotator": "ada"])
        #expect(undone["undone"]?.object?["label"]?.string != nil)
        #expect(undone["progress"]?.object?["open"] == 1)
        #expect(try trainer.post("/v1/labels/undo", ["annotator": "ada"])["undone"] == .null)
        #expect(try trainer.labelAll() == 1)
    }
}
