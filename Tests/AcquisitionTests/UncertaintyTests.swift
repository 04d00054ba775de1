import Acquisition
import Foundation
import Testing

struct UncertaintyTests {
    @Test("entropy is −Σ p log p: 0 when sure, log C when everything is as likely")
    func entropy() {
        #expect(Uncertainty.entropy.score([1, 0, 0]) == 0)
        #expect(abs(Uncertainty.entropy.score([0.25, 0.25, 0.25, 0.25]) - Float(log(4.0))) < 1e-6)
        let expected = -(0.7 * log(0.7) + 0.2 * log(0.2) + 0.1 * log(0.1))
        #expect(abs(Double(Uncertainty.entropy.score([0.7, 0.2, 0.1])) - expected) < 1e-6)
    }

    @Test("margin is 1 minus the lead of the first guess over the second, wherever they stand")
    func margin() {
        #expect(abs(Uncertainty.margin.score([0.1, 0.6, 0.3]) - 0.7) < 1e-6)
        #expect(abs(Uncertainty.margin.score([0.3, 0.1, 0.6]) - 0.7) < 1e-6)
        #expect(Uncertainty.margin.score([0.5, 0.5]) == 1)
        #expect(Uncertainty.margin.score([0, 1]) == 0)
    }

    @Test("scores need not sum to 1", arguments: Uncertainty.allCases)
    func scale(measure: Uncertainty) {
        #expect(abs(measure.score([1, 6, 3]) - measure.score([0.1, 0.6, 0.3])) < 1e-6)
        #expect(abs(measure.score([1e-30, 2e-30]) - measure.score([1 / 3, 2 / 3])) < 1e-6)
    }

    @Test("of two classes both measures agree on which message is less sure")
    func order() {
        let shares: [Float] = [0.5, 0.55, 0.6, 0.8, 0.99]
        for measure in Uncertainty.allCases {
            let values = shares.map { measure.score([$0, 1 - $0]) }
            #expect(values == values.sorted(by: >))
        }
    }
}
