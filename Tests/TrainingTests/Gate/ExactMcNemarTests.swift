import Testing
import Training

struct ExactMcNemarTests {
    /// Of all 2ⁿ outcomes of n coins, the share with at least `heads` heads.
    private static func share(heads: Int, of n: Int) -> Double {
        Double((0..<(1 << n)).count { $0.nonzeroBitCount >= heads }) / Double(1 << n)
    }

    @Test("p-values are those of counting every outcome of fair coins", arguments: 0...12)
    func counted(n: Int) {
        for first in 0...n {
            let test = ExactMcNemar(onlyFirst: first, onlySecond: n - first)
            #expect(abs(test.pSecondIsWorse - Self.share(heads: first, of: n)) < 1e-12)
            #expect(abs(test.pDifferent - min(1, 2 * Self.share(heads: max(first, n - first), of: n))) < 1e-12)
        }
    }

    @Test("the two directions overlap in the outcome that was seen, however many coins there are", arguments: [1, 30, 1_000, 4_001])
    func large(n: Int) {
        let one = ExactMcNemar(onlyFirst: n / 2, onlySecond: n - n / 2).pSecondIsWorse
        let next = ExactMcNemar(onlyFirst: n - n / 2 + 1, onlySecond: n / 2 - 1 < 0 ? 0 : n / 2 - 1)
        if n > 1 { #expect(abs(one + next.pSecondIsWorse - 1) < 1e-9) }
        #expect(ExactMcNemar(onlyFirst: n, onlySecond: 0).pSecondIsWorse < 1e-9 || n < 31)
    }

    @Test("nothing that differs says nothing")
    func nothing() {
        #expect(ExactMcNemar(onlyFirst: 0, onlySecond: 0).pSecondIsWorse == 1)
        #expect(ExactMcNemar(onlyFirst: 0, onlySecond: 0).pDifferent == 1)
    }
}
