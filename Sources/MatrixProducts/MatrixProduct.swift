import COpenBLAS

/// A factor of a matrix product as it lies in memory: row-major, its rows `rowStride` floats apart.
package struct MatrixOperand {
    package let pointer: UnsafePointer<Float>
    package let rowStride: Int
    package let isTransposed: Bool

    package init(_ pointer: UnsafePointer<Float>, rowStride: Int, isTransposed: Bool = false) {
        self.pointer = pointer
        self.rowStride = rowStride
        self.isTransposed = isTransposed
    }
}

/// The general matrix product on OpenBLAS, for training: both factors change from call to call.
///
///     C = alpha · A · B + beta · C        A [m, k], B [k, n], C [m, n]
///
/// A transposed operand lies in memory as [k, m], or [n, k]. With `beta` 0, `C` need not be initialized. Matches BLAS sgemm.
///
/// For weights that stay the same there is `PackedMatrix`: OpenBLAS packs its operands again in every call, which for a single message
/// takes longer than the product itself.
package func matrixProduct(
    m: Int, n: Int, k: Int, alpha: Float = 1, _ a: MatrixOperand, _ b: MatrixOperand, beta: Float = 0, into c: UnsafeMutablePointer<Float>,
    rowStride: Int
) {
    precondition(
        m >= 0 && n >= 0 && k >= 0 && rowStride >= n && a.rowStride >= (a.isTransposed ? m : k) && b.rowStride >= (b.isTransposed ? k : n),
        "matrixProduct: m \(m), n \(n), k \(k), row strides \(a.rowStride), \(b.rowStride), \(rowStride)")
    guard m > 0, n > 0 else { return }
    openBLASWithOneThread
    cblas_sgemm(
        CblasRowMajor, a.isTransposed ? CblasTrans : CblasNoTrans, b.isTransposed ? CblasTrans : CblasNoTrans, blasint(m), blasint(n),
        blasint(k), alpha, a.pointer, blasint(max(1, a.rowStride)), b.pointer, blasint(max(1, b.rowStride)), beta, c, blasint(rowStride))
}

/// The definition of `matrixProduct`.
package func matrixProductReference(
    m: Int, n: Int, k: Int, alpha: Float = 1, _ a: MatrixOperand, _ b: MatrixOperand, beta: Float = 0, into c: UnsafeMutablePointer<Float>,
    rowStride: Int
) {
    for row in 0..<m {
        for column in 0..<n {
            var sum: Double = 0
            for i in 0..<k {
                let left = a.isTransposed ? a.pointer[i * a.rowStride + row] : a.pointer[row * a.rowStride + i]
                let right = b.isTransposed ? b.pointer[column * b.rowStride + i] : b.pointer[i * b.rowStride + column]
                sum += Double(left) * Double(right)
            }
            let index = row * rowStride + column
            c[index] = Float(Double(alpha) * sum) + (beta == 0 ? 0 : beta * c[index])
        }
    }
}

/// Gives OpenBLAS one thread, once, before its first use: parallelism belongs to the compute threads, one product to one of them.
private let openBLASWithOneThread: Void = openblas_set_num_threads(1)
