import CKernels
package import Tensors

/// Rows of activations in bytes, each with a range of its own: what `QuantizedMatrix` reads.
///
///     x · smoothing ≈ minimum + scale · q        q in 0 … 255, minimum and scale of the row
///
/// Asymmetric and dynamic: the whole byte serves the range that the row has. Source: Jacob et al. 2018, arXiv:1712.05877, §2.1, with the
/// row's minimum in place of a rounded zero point.
///
/// One buffer, allocated once, holds one matrix at a time. One thread uses it at a time.
package final class QuantizedRows {
    package let maxElements: Int
    package let maxRows: Int
    private(set) var rows = 0
    private(set) var columns = 0
    private(set) var instructionSet = InstructionSet.best
    let activations: AlignedBuffer<UInt8>
    let scale: AlignedBuffer<Float>
    let minimum: AlignedBuffer<Float>

    /// - Parameters:
    ///   - maxRows: Of a matrix.
    ///   - maxColumns: Of a matrix with so many rows.
    package init(maxRows: Int, maxColumns: Int) {
        precondition(maxRows >= 0 && maxColumns >= 0, "QuantizedRows: \(maxRows) × \(maxColumns)")
        self.maxRows = maxRows
        maxElements = maxRows * roundedUpToGroup(maxColumns)
        let bytes = InstructionSet.allCases.map { picket_activation_bytes($0.rawValue) }.max() ?? 1
        activations = AlignedBuffer(count: maxElements * bytes)
        scale = AlignedBuffer(count: maxRows)
        minimum = AlignedBuffer(count: maxRows)
    }

    /// Takes `x`, `[rows, columns]`, in place of what was there.
    ///
    /// - Parameter smoothing: `[columns]`: what each column is multiplied by first; nil for 1.
    package func quantize(
        _ x: UnsafePointer<Float>, rows: Int, columns: Int, smoothing: AlignedBuffer<Float>? = nil, _ instructionSet: InstructionSet = .best
    ) {
        precondition(
            rows >= 0 && rows <= maxRows && rows * roundedUpToGroup(columns) <= maxElements && (smoothing?.count ?? columns) == columns,
            "QuantizedRows: \(rows) × \(columns), room for \(maxRows) rows and \(maxElements) elements")
        self.rows = rows
        self.columns = columns
        self.instructionSet = instructionSet
        picket_quantize_rows(
            instructionSet.rawValue, x, rows, columns, smoothing?.pointer, activations.pointer, scale.pointer, minimum.pointer)
    }

    /// The bytes of one row, `[columns]`, for tests and tools.
    package func bytes(row: Int) -> [Int] {
        let stride = roundedUpToGroup(columns)
        if picket_activation_bytes(instructionSet.rawValue) == 1 {
            return (0..<columns).map { Int(activations.pointer[row * stride + $0]) }
        }
        return activations.pointer.withMemoryRebound(to: Int16.self, capacity: maxElements) { wide in
            (0..<columns).map { Int(wide[row * stride + $0]) }
        }
    }

    /// Minimum and scale of one row.
    package func range(row: Int) -> (minimum: Float, scale: Float) { (minimum.pointer[row], scale.pointer[row]) }
}

/// `count` rounded up to the four inputs that a product takes at once.
func roundedUpToGroup(_ count: Int) -> Int { (count + 3) / 4 * 4 }

/// The definition of `QuantizedRows.quantize` for one row.
package func quantizeRowReference(_ x: [Float], smoothing: [Float]? = nil) -> (bytes: [Int], minimum: Float, scale: Float) {
    let values = smoothing.map { zip(x, $0).map { $0 * $1 } } ?? x
    let minimum = values.min() ?? .infinity
    let range = (values.max() ?? -.infinity) - minimum
    let inverse: Float = range < 1e-30 ? 0 : 255 / range
    return (values.map { Int((($0 - minimum) * inverse).rounded(.toNearestOrEven)) }, minimum, range / 255)
}
