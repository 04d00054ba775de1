import Testing
import Training

struct GradientClippingTests {
    @Test("norm and clipped gradient are those of torch")
    func golden() throws {
        for golden in try OptimizationGoldens.cases("clipping.json") {
            let gradients = try golden.rows("gradients").map { $0.map { Float($0) } }
            let squares = gradients.reduce(0) { $0 + $1.withUnsafeBufferPointer { GradientClipping.squaredNorm($0) } }
            let norm = squares.squareRoot()
            let expected = try golden.double("norm")
            #expect(abs(norm - expected) <= 1e-12 * norm)
            let clipping = try GradientClipping(maxNorm: golden.double("maxNorm"))
            let factor = try #require(clipping.factor(norm: norm))
            for (gradient, clipped) in zip(gradients, try golden.rows("clipped")) {
                #expect(largestDifference(gradient.map { Double($0) * factor }, clipped) < 1e-12)
            }
        }
    }

    @Test("a gradient that is not finite has no factor, with a limit or without", arguments: [1.0, nil])
    func notFinite(limit: Double?) throws {
        let clipping = try GradientClipping(maxNorm: limit)
        #expect(clipping.factor(norm: .nan) == nil)
        #expect(clipping.factor(norm: .infinity) == nil)
        #expect([Float.nan, 1].withUnsafeBufferPointer { GradientClipping.squaredNorm($0) }.isNaN)
    }

    @Test("without a limit nothing is scaled")
    func unlimited() throws {
        #expect(try GradientClipping(maxNorm: nil).factor(norm: 1e9) == 1)
        #expect(throws: TrainingError.badOption(name: "maxNorm", allowed: "positive")) { try GradientClipping(maxNorm: 0) }
    }

    @Test("the squared norm of any number of values is their sum of squares", arguments: [0, 1, 7, 8, 9, 1_000])
    func sizes(count: Int) {
        var generator = SplitMix64(seed: 1)
        let values = (0..<count).map { _ in Float(generator.normal()) }
        let plain = values.reduce(0) { $0 + Double($1) * Double($1) }
        #expect(abs(values.withUnsafeBufferPointer { GradientClipping.squaredNorm($0) } - plain) <= 1e-12 * plain)
    }

    @Test("squares too large for a float do not overflow")
    func large() {
        #expect([Float.greatestFiniteMagnitude].withUnsafeBufferPointer { GradientClipping.squaredNorm($0) }.isFinite)
    }
}
