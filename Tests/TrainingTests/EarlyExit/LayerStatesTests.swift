import Testing
import Training

struct LayerStatesTests {
    @Test("each layer has the columns that are its own")
    func layers() throws {
        // Two texts, three layers, two columns.
        let states = try LayerStates(values: [1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60], count: 2, layers: 3, dimension: 2)
        #expect(states.layers.map(\.values) == [[1, 2, 10, 20], [3, 4, 30, 40], [5, 6, 50, 60]])
        #expect(states.exitCount == 2)
    }

    @Test("values that do not fill the layers, or are not finite, are refused")
    func refusals() {
        #expect(throws: TrainingError.countMismatch(what: "values of layer states", expected: 12, found: 11)) {
            try LayerStates(values: [Float](repeating: 0, count: 11), count: 2, layers: 3, dimension: 2)
        }
        #expect(throws: TrainingError.notFinite(what: "the embeddings", row: 1)) {
            try LayerStates(values: [0, 0, 0, .nan], count: 2, layers: 1, dimension: 2)
        }
    }
}
