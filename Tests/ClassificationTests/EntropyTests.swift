import Classification
import Foundation
import Testing

struct EntropyTests {
    @Test("a uniform distribution over C classes has entropy log C", arguments: [1, 2, 6, 100])
    func uniform(classes: Int) {
        let p = [Float](repeating: 1 / Float(classes), count: classes)
        #expect(abs(entropy(p) - Float(log(Double(classes)))) < 1e-5)
    }

    @Test("certainty has entropy 0, wherever it lies")
    func certain() {
        for index in 0..<6 {
            var p = [Float](repeating: 0, count: 6)
            p[index] = 1
            #expect(entropy(p) == 0)
        }
    }

    @Test("a known value")
    func known() {
        // (3/4) log(4/3) + (1/4) log 4
        #expect(abs(entropy([0.75, 0.25]) - 0.562_335_14) < 1e-6)
    }

    @Test("scores that do not sum to 1 are scaled first")
    func scaled() {
        #expect(abs(entropy([1.5, 0.5]) - entropy([0.75, 0.25])) < 1e-6)
        #expect(entropy([0, 0]) == 0)
        #expect(entropy([]) == 0)
    }

    @Test("order does not matter, and nothing is less certain than a uniform distribution")
    func bounds() {
        let p: [Float] = [0.5, 0.25, 0.125, 0.0625, 0.0625, 0]
        #expect(abs(entropy(p) - entropy(p.reversed())) < 1e-6)
        #expect(entropy(p) > 0 && entropy(p) < Float(log(6.0)))
    }
}
