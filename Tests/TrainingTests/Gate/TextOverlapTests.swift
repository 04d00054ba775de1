import Testing
import Training

struct TextOverlapTests {
    private let gate = ["My landlord changed the locks today", "hello", "is it safe to take two of these tablets with wine"]

    @Test("texts whose letters and digits are the same are equal, whatever stands between them")
    func equal() {
        let overlap = TextOverlap(training: ["other", "my landlord changed the locks, TODAY!", "Hello."], gate: gate)
        #expect(
            overlap.equal == [
                TextOverlap.Pair(training: 1, gate: 0, nearness: 1), TextOverlap.Pair(training: 2, gate: 1, nearness: 1),
            ])
        #expect(overlap.near.isEmpty)
    }

    @Test("a text that shares most of its word pairs is near, with the Jaccard index of the pairs")
    func near() throws {
        // Of 12 pairs on either side (11 words and two marks), those beside the changed word differ: 10 shared of 14.
        let overlap = TextOverlap(training: ["is it safe to take three of these tablets with wine"], gate: gate)
        let pair = try #require(overlap.near.first)
        #expect(pair.gate == 2 && abs(pair.nearness - 10.0 / 14) < 1e-12)
        #expect(overlap.equal.isEmpty)
    }

    @Test("the same subject in other words is not near, and one short word of greeting makes no nearness")
    func far() {
        let overlap = TextOverlap(training: ["can my landlord just change the locks on me", "hello there", "say hello", ""], gate: gate)
        #expect(overlap.equal.isEmpty && overlap.near.isEmpty)
    }

    @Test("the nearest of several is named, and no row leaves traces in the next")
    func nearest() {
        let set = ["one two three four five six", "one two three four five seven"]
        let row = "one two three four five seven eight"
        let overlap = TextOverlap(training: [row, row, "nothing at all"], gate: set)
        #expect(overlap.near.map(\.gate) == [1, 1])
        #expect(overlap.near[0].nearness == overlap.near[1].nearness)
    }

    @Test("the order of the gate set changes which row is named, not how near it is")
    func order() {
        let training = ["is it safe to take two tablets with wine", "my landlord changed the locks this morning", "hello world"]
        let forward = TextOverlap(training: training, gate: gate, nearness: 0.3)
        let backward = TextOverlap(training: training, gate: gate.reversed(), nearness: 0.3)
        #expect(forward.near.map(\.nearness) == backward.near.map(\.nearness) && !forward.near.isEmpty)
        #expect(forward.near.map { gate[$0.gate] } == backward.near.map { gate.reversed()[$0.gate] })
    }
}
