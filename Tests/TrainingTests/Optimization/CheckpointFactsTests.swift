import JSONParsing
import Tensors
import Testing
import Training

struct CheckpointFactsTests {
    private let checkpoint = Checkpoint(
        tensors: [("w", Tensor(shape: [2], [1, 2]))],
        facts: JSONObject([
            ("step", .int(7)), ("rate", .double(2e-5)), ("state", Checkpoint.word(.max)), ("options", "ab12"), ("rows", [1, 2]),
        ]))

    @Test("facts are read by their kind")
    func kinds() throws {
        #expect(try checkpoint.int("step") == 7)
        #expect(try checkpoint.double("rate") == 2e-5)
        #expect(try checkpoint.double("step") == 7)
        #expect(try checkpoint.word("state") == .max)
        #expect(try checkpoint.text("options") == "ab12")
    }

    @Test("a fact that is missing or of another kind says so")
    func wrongKinds() {
        #expect(throws: CheckpointError.missingFact("epoch")) { try checkpoint.int("epoch") }
        #expect(throws: CheckpointError.badFact(field: "options", expected: "a whole number")) { try checkpoint.int("options") }
        #expect(throws: CheckpointError.badFact(field: "step", expected: "a string")) { try checkpoint.text("step") }
        #expect(throws: CheckpointError.badFact(field: "rows", expected: "a number")) { try checkpoint.double("rows") }
        #expect(throws: CheckpointError.badFact(field: "step", expected: "64 bits in hexadecimal")) { try checkpoint.word("step") }
    }

    @Test("tensors are given by name and shape")
    func tensors() throws {
        #expect(try checkpoint.tensor("w", shape: [2]).array == [1, 2])
        #expect(throws: CheckpointError.tensors(.shapeMismatch(tensor: "w", expected: [3], found: [2]))) {
            try checkpoint.tensor("w", shape: [3])
        }
        #expect(throws: CheckpointError.tensors(.missingTensor("v"))) { try checkpoint.tensor("v", shape: [2]) }
    }

    @Test("a checkpoint of another command is refused with what differs")
    func others() throws {
        try checkpoint.require(JSONObject([("options", "ab12"), ("step", .int(7))]))
        #expect(throws: CheckpointError.checkpointOfOther(field: "options", expected: "cd34", found: "ab12")) {
            try checkpoint.require(JSONObject([("step", .int(7)), ("options", "cd34")]))
        }
        #expect(throws: CheckpointError.checkpointOfOther(field: "rows", expected: "[1,3]", found: "[1,2]")) {
            try checkpoint.require(JSONObject([("rows", [1, 3])]))
        }
        #expect(throws: CheckpointError.missingFact("data")) { try checkpoint.require(JSONObject([("data", "x")])) }
    }
}
