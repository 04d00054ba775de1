import Testing
import Training

struct TrainingErrorTests {
    @Test(
        "every error is one lower-case clause with its evidence",
        arguments: [
            (TrainingError.noRows, "there are no rows"),
            (.countMismatch(what: "labels", expected: 3, found: 2), "there are 2 labels, expected 3"),
            (.notFinite(what: "the embeddings", row: 4), "the embeddings of row 4 hold a value that is not finite"),
            (.badRowWeight(row: 1), "the weight of row 1 is negative or not finite"),
            (.labelOutOfRange(row: 2, label: 9, classes: 6), "the label of row 2 is 9, there are 6 classes"),
            (
                .tooFewGroups(className: "self-harm", found: 1, needed: 2),
                "the class 'self-harm' has 1 rows that are independent of each other, at least 2 are needed"
            ),
            (.badOption(name: "folds", allowed: "2 to 100"), "the option 'folds' must be 2 to 100"),
            (.notConverged(iterations: 5, gradNorm: 0.5), "the regression did not converge in 5 iterations (gradient norm 0.5)"),
        ])
    func description(error: TrainingError, text: String) {
        #expect(error.description == text)
    }
}
