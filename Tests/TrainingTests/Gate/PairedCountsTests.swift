import Testing
import Training

struct PairedCountsTests {
    private let counts = PairedCounts(
        champion: [true, true, true, false, false, true], challenger: [true, false, false, true, false, false])

    @Test("every message is counted once, by what the two made of it")
    func counted() {
        #expect(counts == PairedCounts(both: 1, onlyChampion: 3, onlyChallenger: 1, neither: 1))
        #expect(counts.total == 6 && counts.lost == 2)
        #expect(counts.champion == Proportion(4, of: 6) && counts.challenger == Proportion(2, of: 6))
    }

    @Test("the tests look at those that differ: 3 against 1 of 4 coins")
    func tests() {
        #expect(abs(counts.pFewer - 5.0 / 16) < 1e-12)
        #expect(abs(counts.pMore - 15.0 / 16) < 1e-12)
    }
}
