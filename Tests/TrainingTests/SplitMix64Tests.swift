import Testing
import Training

struct SplitMix64Tests {
    @Test("the numbers are those of the reference program")
    func reference() {
        var generator = SplitMix64(seed: 1_234_567)
        let numbers = (0..<5).map { _ in generator.next() }
        #expect(
            numbers == [
                6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423, 4_593_380_528_125_082_431,
                16_408_922_859_458_223_821,
            ])
    }

    @Test("a draw stays below its bound and reaches every number about equally often", arguments: [1, 2, 3, 7, 100])
    func draw(bound: Int) {
        var generator = SplitMix64(seed: 7)
        var counts = [Int](repeating: 0, count: bound)
        for _ in 0..<1_000 * bound { counts[generator.draw(below: bound)] += 1 }
        #expect(counts.allSatisfy { (850...1_150).contains($0) })
    }

    @Test("a permutation holds every number once and depends on the seed")
    func permutation() {
        var (one, same, other) = (SplitMix64(seed: 1), SplitMix64(seed: 1), SplitMix64(seed: 2))
        let order = one.permutation(of: 50)
        #expect(order.sorted() == Array(0..<50))
        #expect(order == same.permutation(of: 50))
        #expect(order != other.permutation(of: 50))
        #expect(one.permutation(of: 0).isEmpty)
    }

    @Test("streams of one seed differ, and do not depend on each other")
    func streams() {
        var (a, b, again) = (SplitMix64(seed: 3, stream: 0), SplitMix64(seed: 3, stream: 1), SplitMix64(seed: 3, stream: 0))
        let first = a.next()
        #expect(first != b.next())
        #expect(first == again.next())
    }
}
