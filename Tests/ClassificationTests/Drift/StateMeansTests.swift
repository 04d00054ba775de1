import Classification
import JSONParsing
import TestSupport
import Testing

struct StateMeansTests {
    @Test("each layer has the mean of its own states, however they are added up")
    func means() throws {
        var (all, left, right) = (StateMeans(), StateMeans(), StateMeans())
        for number in 0..<10 {
            let state: [Float] = [Float(number), 1, Float(-2 * number)]
            let layer = number % 2 == 0 ? 3 : 6
            all.add(state, layer: layer)
            if number < 4 { left.add(state, layer: layer) } else { right.add(state, layer: layer) }
        }
        #expect(all.layers == [3, 6])
        #expect(all.count(3) == 5 && all.count(4) == 0)
        #expect(all.mean(3) == [4, 1, -8])
        #expect(all.mean(6) == [5, 1, -10])
        #expect(all.mean(4) == nil)
        left.add(right)
        #expect(left == all)
    }

    @Test("the cosine is 1 for one direction, −1 for the opposite, and none without a direction")
    func cosine() throws {
        func means(_ state: [Float]) -> StateMeans {
            var result = StateMeans()
            result.add(state, layer: 1)
            return result
        }
        #expect(abs((means([1, 2]).cosine(1, with: means([2, 4])) ?? 0) - 1) < 1e-12)
        #expect(means([1, 0]).cosine(1, with: means([-3, 0])) == -1)
        #expect(means([1, 0]).cosine(1, with: means([0, 1])) == 0)
        for other in [[0, 0], [1, 2, 3], [.nan, 1], [.infinity, 1]] as [[Float]] {
            #expect(means([1, 0]).cosine(1, with: means(other)) == nil)
        }
        #expect(means([1]).cosine(2, with: means([1])) == nil)
    }

    @Test("a state of another size is left out")
    func otherSize() {
        var means = StateMeans()
        means.add([1, 2], layer: 1)
        means.add([1, 2, 3], layer: 1)
        means.add([], layer: 2)
        #expect(means.count(1) == 1 && means.layers == [1])
    }

    @Test("what was written reads back, again and again the same")
    func roundTrip() throws {
        var (means, random) = (StateMeans(), RandomNumbers(seed: 1))
        for layer in [2, 2, 2, 6] { means.add((0..<8).map { _ in Float.random(in: -1...1, using: &random) }, layer: layer) }
        let read = try #require(StateMeans(json: means.json, texts: 4))
        #expect(read.json == means.json)
        #expect(StateMeans(json: means.json, texts: 3) == nil)
        #expect(StateMeans(json: [:], texts: 0) == StateMeans())
    }

    static let broken = [
        "[]", "1", #"{"x":{"count":1,"mean":[1]}}"#, #"{"1":{"count":0,"mean":[1]}}"#, #"{"1":{"count":-1,"mean":[1]}}"#,
        #"{"1":{"count":1,"mean":[]}}"#, #"{"1":{"count":1,"mean":[null]}}"#, #"{"1":{"count":1,"mean":["a"]}}"#,
        #"{"1":{"count":1,"mean":[1e300]}}"#, #"{"-1":{"count":1,"mean":[1]}}"#, #"{"999999":{"count":1,"mean":[1]}}"#,
        #"{"1":{"count":1}}"#, #"{"1":{"mean":[1]}}"#, #"{"1":{"count":1,"mean":[1]},"01":{"count":1,"mean":[1]}}"#,
    ]

    @Test("what does not add up is nothing, and traps nothing", arguments: broken)
    func hostile(text: String) throws {
        #expect(StateMeans(json: try JSONParser.parse(Array(text.utf8)), texts: 10) == nil)
    }
}
