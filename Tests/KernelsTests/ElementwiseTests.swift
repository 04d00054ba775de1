import Kernels
import TestSupport
import Testing

struct ElementwiseTests {
    /// A fine grid, and values close to 0 of every magnitude.
    static func inputs(limit: Float) -> [Float] {
        let grid = (-100_000...100_000).map { Float($0) / 100_000 * limit }
        let small = (0..<400).map { Float(0.8).power($0) }
        return grid + small + small.map { -$0 } + [0, -0.0]
    }

    @Test("exp keeps its relative error over the whole range", arguments: InstructionSet.available)
    func exponential(set: InstructionSet) {
        let x = Self.inputs(limit: 87)
        let worst = worstError(.exp, x, set) { error, value in error / value }
        #expect(worst < 2e-7)
    }

    @Test("erf keeps its absolute error, tanh its relative one", arguments: InstructionSet.available)
    func erfAndTanh(set: InstructionSet) {
        #expect(worstError(.erf, Self.inputs(limit: 6), set) { error, _ in error } < 4e-7)
        #expect(worstError(.tanh, Self.inputs(limit: 12), set) { error, value in value == 0 ? error : error / abs(value) } < 4e-7)
    }

    @Test("where float32 ends", arguments: InstructionSet.available)
    func ends(set: InstructionSet) {
        #expect(values(.exp, [-.infinity, -104, -200, 0, 88.8, 1e30, .infinity], set) == [0, 0, 0, 1, .infinity, .infinity, .infinity])
        #expect(values(.erf, [-.infinity, -4, 4, 3e38], set) == [-1, -1, 1, 1])
        #expect(values(.tanh, [-.infinity, -10, 10, 3e38], set) == [-1, -1, 1, 1])
        for function in ElementwiseFunction.allCases { #expect(values(function, [.nan], set)[0].isNaN) }
        #expect(values(.exp, [-87.34, -90, -103], set) == [0, 0, 0], "no denormal results")
        #expect(values(.exp, [88.7], set)[0].isFinite)
    }

    @Test("every count from 0 to two vectors plus one, at every misalignment", arguments: InstructionSet.available)
    func counts(set: InstructionSet) {
        var random = RandomNumbers(seed: 6)
        for count in 0...33 {
            for start in 0..<4 {
                let before = random.floats(start + count + 1, in: -3...3)
                var after = before
                after.withUnsafeMutableBufferPointer { buffer in
                    guard let base = buffer.baseAddress else { return }
                    ElementwiseFunction.exp.apply(to: base + start, count: count, set)
                }
                for (index, value) in after.enumerated() {
                    let inside = index >= start && index < start + count
                    let expected = inside ? Float(ElementwiseFunction.exp.reference(before[index])) : before[index]
                    #expect(abs(value - expected) <= abs(expected) * 3e-7)
                }
            }
        }
    }

    private func values(_ function: ElementwiseFunction, _ x: [Float], _ set: InstructionSet) -> [Float] {
        var y = x
        function.apply(to: &y, count: y.count, set)
        return y
    }

    private func worstError(
        _ function: ElementwiseFunction, _ x: [Float], _ set: InstructionSet, _ measure: (Double, Double) -> Double
    ) -> Double {
        let y = values(function, x, set)
        return zip(x, y).reduce(0) { worst, pair in
            let exact = function.reference(pair.0)
            return max(worst, measure(abs(Double(pair.1) - exact), exact))
        }
    }
}

extension Float {
    fileprivate func power(_ exponent: Int) -> Float { (0..<exponent).reduce(1) { product, _ in product * self } }
}
