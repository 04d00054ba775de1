import Kernels
import TestSupport
import Testing

struct NormalizeRowsTests {
    @Test("rows get length 1; a row of zeros stays; very large and very small rows are no exception")
    func normalizes() {
        var x: [Float] = [3, 4, 0, 0, 3e38, 3e38, 1e-20, 0, -5, 12]
        normalizeRows(&x, rows: 5, hidden: 2)
        let half = Float(0.5).squareRoot()
        // 1e-20 is below the 1e-12 that PyTorch takes for the least norm.
        #expect(distance(x, [0.6, 0.8, 0, 0, half, half, 1e-8, 0, -5 / 13, 12 / 13]) < 1e-6)
    }
}
