import Tensors
import Testing
import Training

struct CheckpointErrorTests {
    @Test(
        "every error is one lower-case clause with its evidence",
        arguments: [
            (CheckpointError.tensors(.missingTensor("w")), "tensor 'w' is missing"),
            (.notACheckpoint, "the file is not the checkpoint of a training run"),
            (.damaged, "the checkpoint is damaged: its content does not match its digest"),
            (.factsUnreadable(reason: "no"), "the facts of the checkpoint cannot be read: no"),
            (.missingFact("step"), "the checkpoint does not say 'step'"),
            (.badFact(field: "step", expected: "a whole number"), "the checkpoint's 'step' is not a whole number"),
            (
                .checkpointOfOther(field: "seed", expected: "1", found: "2"),
                "the checkpoint is of another run: its 'seed' is 2, expected 1"
            ),
        ])
    func description(error: CheckpointError, text: String) {
        #expect(error.description == text)
    }
}
