import Foundation
import Testing
import Training

struct LBFGSTests {
    /// Rosenbrock's function in pairs of variables; the minimum is 0 at 1, 1, ….
    static func rosenbrock(_ x: [Double], _ gradient: inout [Double]) -> Double {
        var value = 0.0
        for i in stride(from: 0, to: x.count, by: 2) {
            let (a, b) = (1 - x[i], x[i + 1] - x[i] * x[i])
            value += a * a + 100 * b * b
            gradient[i] = -2 * a - 400 * x[i] * b
            gradient[i + 1] = 200 * b
        }
        return value
    }

    @Test("it finds the end of Rosenbrock's valley", arguments: [2, 10, 100])
    func valley(count: Int) {
        let start = (0..<count).map { $0 % 2 == 0 ? -1.2 : 1.0 }
        let minimum = LBFGS().minimize(from: start, Self.rosenbrock)
        #expect(minimum.converged)
        #expect(minimum.point.allSatisfy { abs($0 - 1) < 1e-7 })
        #expect(minimum.gradNorm <= 1e-8)
        #expect(minimum.iterations < 100)
        #expect(minimum.evaluations < 150)
    }

    @Test("a quadratic is solved whatever its scale", arguments: [1.0, 1e3, 1e6])
    func quadratic(condition: Double) {
        let count = 20
        let curvatures = (0..<count).map { 1 + (condition - 1) * Double($0) / Double(count - 1) }
        let minimum = LBFGS(gradientTolerance: 1e-7).minimize(from: [Double](repeating: 1, count: count)) { x, gradient in
            var value = 0.0
            for i in x.indices {
                gradient[i] = curvatures[i] * (x[i] - Double(i))
                value += 0.5 * gradient[i] * (x[i] - Double(i))
            }
            return value
        }
        #expect(minimum.converged)
        for (i, value) in minimum.point.enumerated() { #expect(abs(value - Double(i)) < 1e-6) }
    }

    @Test("badly scaled variables do not stop it (Powell)")
    func powell() {
        let minimum = LBFGS(gradientTolerance: 1e-5).minimize(from: [0, 1]) { x, gradient in
            // One residual is 1e4 · a · b − 1, the other runs on a scale of 1; the minimum is near (1.098e-5, 9.106).
            let first = 1e4 * x[0] * x[1] - 1
            let (e0, e1) = (exp(-x[0]), exp(-x[1]))
            let second = e0 + e1 - 1.0001
            gradient[0] = 2 * first * 1e4 * x[1] - 2 * second * e0
            gradient[1] = 2 * first * 1e4 * x[0] - 2 * second * e1
            return first * first + second * second
        }
        #expect(minimum.value < 1e-6)
    }

    @Test("values rounded to float do not keep it from a small gradient")
    func rounding() {
        func objective(_ x: [Double], _ gradient: inout [Double]) -> Double { Double(Float(1 + Self.rosenbrock(x, &gradient))) }
        let minimum = LBFGS(gradientTolerance: 1e-6, relativeNoise: 1e-6).minimize(from: [-1.2, 1], objective)
        #expect(minimum.converged)
        #expect(abs(minimum.point[0] - 1) < 1e-5)
    }

    @Test("it says how it ended")
    func ends() {
        #expect(LBFGS(maxIterations: 3).minimize(from: [-1.2, 1], Self.rosenbrock).end == .iterationLimit)
        #expect(LBFGS(maxIterations: 3).minimize(from: [-1.2, 1], Self.rosenbrock).iterations == 3)
        #expect(LBFGS().minimize(from: [1, 1], Self.rosenbrock).iterations == 0)
        let broken = LBFGS().minimize(from: [0]) { _, gradient in
            gradient[0] = .nan
            return 0
        }
        #expect(!broken.converged)
        let unbounded = LBFGS().minimize(from: [0]) { x, gradient in
            gradient[0] = -1
            return -x[0]
        }
        #expect(unbounded.end == .noLowerPoint)
    }

    @Test("the same start gives the same bits")
    func deterministic() {
        let start = (0..<30).map { Double($0) / 7 }
        #expect(LBFGS().minimize(from: start, Self.rosenbrock) == LBFGS().minimize(from: start, Self.rosenbrock))
    }
}
