import Kernels
import MatrixProducts

/// The rows of `Embeddings` that one fit uses, `[count, H]` row-major, copied once so that products run over neighbouring rows.
package struct DesignMatrix {
    let values: [Float]
    package let count: Int
    /// H.
    package let dimension: Int

    package init(_ embeddings: Embeddings, rows: [Int]) {
        count = rows.count
        dimension = embeddings.dimension
        var values: [Float] = []
        values.reserveCapacity(rows.count * embeddings.dimension)
        for row in rows { values.append(contentsOf: embeddings.row(row)) }
        self.values = values
    }

    /// Writes the block's `z = x · Wᵀ`.
    ///
    /// - Parameters:
    ///   - weight: W, `[C, H]`.
    ///   - z: `[rows.count, C]`, overwritten.
    package func multiply(rows: Range<Int>, weight: [Float], classCount: Int, into z: inout [Float]) {
        precondition(
            rows.upperBound <= count && weight.count == classCount * dimension && z.count >= rows.count * classCount,
            "multiply: rows \(rows) of \(count), \(weight.count) weights for [\(classCount), \(dimension)], \(z.count) logits")
        values.withUnsafeBufferPointer { x in
            weight.withUnsafeBufferPointer { w in
                z.withUnsafeMutableBufferPointer { z in
                    guard let x = x.baseAddress, let w = w.baseAddress, let z = z.baseAddress else { return }
                    matrixProduct(
                        m: rows.count, n: classCount, k: dimension, MatrixOperand(x + rows.lowerBound * dimension, rowStride: dimension),
                        MatrixOperand(w, rowStride: dimension, isTransposed: true), into: z, rowStride: classCount)
                }
            }
        }
    }

    /// Writes the block's share of the weights' gradient.
    ///
    ///     z = x · Wᵀ    →    dW = dzᵀ · x
    ///
    /// - Parameters:
    ///   - dz: `[rows.count, C]`.
    ///   - dw: `[C, H]`, overwritten.
    package func multiplyTransposed(rows: Range<Int>, dz: [Float], classCount: Int, into dw: inout [Float]) {
        precondition(
            rows.upperBound <= count && dw.count == classCount * dimension && dz.count >= rows.count * classCount,
            "multiplyTransposed: rows \(rows) of \(count), \(dz.count) gradients, \(dw.count) weights for [\(classCount), \(dimension)]")
        values.withUnsafeBufferPointer { x in
            dz.withUnsafeBufferPointer { dz in
                dw.withUnsafeMutableBufferPointer { dw in
                    guard let x = x.baseAddress, let dz = dz.baseAddress, let dw = dw.baseAddress else { return }
                    matrixProduct(
                        m: classCount, n: dimension, k: rows.count, MatrixOperand(dz, rowStride: classCount, isTransposed: true),
                        MatrixOperand(x + rows.lowerBound * dimension, rowStride: dimension), into: dw, rowStride: dimension)
                }
            }
        }
    }
}
