import Foundation
import Testing
import TrainerService

struct BinomialDrawsTests {
    @Test(
        "draws have the binomial's own probabilities, by both ways of drawing and on both sides of a half",
        arguments: [(10, 0.3), (40, 0.1), (40, 0.24), (40, 0.26), (60, 0.5), (60, 0.9), (200, 0.06)])
    func distribution(n: Int, p: Double) {
        let draws = 20_000
        var generator = BinomialDraws(seed: 7, stream: UInt64(n))
        var counts = [Int](repeating: 0, count: n + 1)
        for _ in 0..<draws { counts[generator.binomial(n, p)] += 1 }
        let (all, nD) = (Double(draws), Double(n))
        var (statistic, cells, tail, tailExpected) = (0.0, 0, 0.0, 0.0)
        for k in 0...n {
            let logP =
                lgamma(nD + 1) - lgamma(Double(k) + 1) - lgamma(nD - Double(k) + 1) + Double(k) * log(p) + (nD - Double(k)) * log(1 - p)
            let expected = all * exp(logP)
            guard expected >= 5 else {
                tail += Double(counts[k])
                tailExpected += expected
                continue
            }
            statistic += (Double(counts[k]) - expected) * (Double(counts[k]) - expected) / expected
            cells += 1
        }
        // χ² has the mean cells − 1 and the variance 2 (cells − 1): five standard deviations.
        let freedom = Double(cells - 1)
        #expect(statistic < freedom + 5 * (2 * freedom).squareRoot(), "χ² \(statistic), \(cells) cells")
        #expect(abs(tail - tailExpected) < 5 * tailExpected.squareRoot() + 5)
    }

    @Test("large counts keep mean and variance, and cost no more")
    func large() {
        var generator = BinomialDraws(seed: 3, stream: 1)
        let (n, p, draws) = (10_000_000, 0.3, 4_000)
        let values = (0..<draws).map { _ in Double(generator.binomial(n, p)) }
        let mean = values.reduce(0, +) / Double(draws)
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(draws - 1)
        let expected = Double(n) * p * (1 - p)
        #expect(abs(mean - Double(n) * p) < 5 * (expected / Double(draws)).squareRoot())
        #expect(abs(variance / expected - 1) < 0.12)
    }

    @Test("a multinomial draw sums to its number, and a cell without a share stays empty")
    func multinomial() {
        for stream in 0..<500 {
            var generator = BinomialDraws(seed: 1, stream: UInt64(stream))
            let counts = generator.multinomial(1_000, shares: [0.1, 0, 0.2, 0.7, 0, 0])
            #expect(counts.reduce(0, +) == 1_000)
            #expect(counts[1] + counts[4] + counts[5] == 0)
            #expect(counts.allSatisfy { $0 >= 0 })
        }
    }

    @Test("the ends of the range are certain")
    func ends() {
        var generator = BinomialDraws(seed: 1, stream: 1)
        #expect(generator.binomial(0, 0.5) == 0)
        #expect(generator.binomial(9, 0) == 0)
        #expect(generator.binomial(9, 1) == 9)
    }
}
