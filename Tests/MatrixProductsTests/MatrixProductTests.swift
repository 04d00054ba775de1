import MatrixProducts
import TestSupport
import Testing

struct MatrixProductTests {
    @Test("the product equals its definition at every small size", arguments: [false, true], [false, true])
    func sizes(transposeA: Bool, transposeB: Bool) {
        var random = RandomNumbers(seed: 1)
        for (m, n, k) in [(0, 3, 2), (1, 1, 1), (2, 3, 0), (1, 7, 5), (5, 1, 9), (17, 16, 33), (33, 31, 8)] {
            for (alpha, beta) in [(Float(1), Float(0)), (2, 0.5), (-0.5, 1)] {
                let (strideA, strideB, stride) = ((transposeA ? m : k) + 3, (transposeB ? k : n) + 1, n + 5)
                let a = random.floats(max(m, k) * strideA + 1)
                let b = random.floats(max(n, k) * strideB + 1)
                var fast = random.floats(m * stride + 1)
                var plain = fast
                let left = { (p: UnsafePointer<Float>) in MatrixOperand(p, rowStride: strideA, isTransposed: transposeA) }
                let right = { (p: UnsafePointer<Float>) in MatrixOperand(p, rowStride: strideB, isTransposed: transposeB) }
                matrixProduct(m: m, n: n, k: k, alpha: alpha, left(a), right(b), beta: beta, into: &fast, rowStride: stride)
                matrixProductReference(m: m, n: n, k: k, alpha: alpha, left(a), right(b), beta: beta, into: &plain, rowStride: stride)
                #expect(distance(fast, plain) < 1e-5, "\(m) × \(n) × \(k)")
            }
        }
    }

    @Test("with beta 0 the old content does not count, NaN included")
    func overwrites() {
        var c: [Float] = [.nan, .nan]
        matrixProduct(
            m: 1, n: 2, k: 1, MatrixOperand([2], rowStride: 1), MatrixOperand([3, 4], rowStride: 2), into: &c, rowStride: 2)
        #expect(c == [6, 8])
    }
}
