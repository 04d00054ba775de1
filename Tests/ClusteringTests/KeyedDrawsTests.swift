import Clustering
import Testing

struct KeyedDrawsTests {
    @Test("draws lie in (0, 1], about evenly, and differ between seeds and streams")
    func uniform() {
        let draws = KeyedDraws(seed: 1, streams: 2, 3)
        let values = (0..<20_000).map { draws.uniform($0) }
        #expect(values.allSatisfy { $0 > 0 && $0 <= 1 })
        for tenth in 0..<10 { #expect((1_850...2_150).contains(values.count { Int($0 * 10) == tenth })) }
        for other in [KeyedDraws(seed: 2, streams: 2, 3), KeyedDraws(seed: 1, streams: 3, 2), KeyedDraws(seed: 1, streams: 2)] {
            #expect((0..<100).count { other.bits($0) == draws.bits($0) } == 0)
        }
        #expect(KeyedDraws(seed: 1, streams: 2, 3).bits(9) == draws.bits(9))
    }

    @Test("the first to arrive is each row with the probability of its weight")
    func race() {
        let weights = [1.0, 2, 0, 5]
        var wins = [0, 0, 0, 0]
        for trial in 0..<8_000 {
            let draws = KeyedDraws(seed: 3, streams: UInt64(trial))
            let arrivals = weights.enumerated().map { draws.arrival(UInt64($0), weight: $1) }
            wins[arrivals.enumerated().min { $0.element < $1.element }?.offset ?? 0] += 1
        }
        #expect(wins[2] == 0)
        for (row, weight) in weights.enumerated() { #expect(abs(Double(wins[row]) / 1_000 - weight) < 0.15) }
    }

    /// From the reference program of Fowler, Noll and Vo: 64-bit FNV-1a.
    @Test("the key of a name is its FNV-1a", arguments: [("", 0xCBF2_9CE4_8422_2325), ("a", 0xAF63_DC4C_8601_EC8C)] as [(String, UInt64)])
    func names(name: String, key: UInt64) { #expect(KeyedDraws.key(name) == key) }
}
