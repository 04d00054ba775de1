import CKernels
package import Tensors

/// The table of words in bytes, one scale a row: a quarter of the memory of what is most of a small encoder.
///
///     words[id] ≈ scale[id] · q[id]        q in -127 … 127
package final class QuantizedTable: Sendable {
    package let rows: Int
    package let columns: Int
    private let bytes: AlignedBuffer<Int8>
    private let scale: AlignedBuffer<Float>

    /// A table whose rows are still to be put in.
    package init(rows: Int, columns: Int) {
        self.rows = rows
        self.columns = columns
        bytes = AlignedBuffer(count: rows * columns)
        scale = AlignedBuffer(count: rows)
    }

    /// - Parameter table: `[rows, columns]`; not kept.
    package convenience init(_ table: Tensor) {
        self.init(rows: table.shape[0], columns: table.shape[1])
        put(table, at: 0)
    }

    /// Quantizes rows into their place. Before the table is shared.
    ///
    /// - Parameter block: `[some, columns]`; not kept.
    package func put(_ block: Tensor, at first: Int) {
        precondition(
            block.shape.count == 2 && block.shape[1] == columns && first >= 0 && first + block.shape[0] <= rows,
            "QuantizedTable: \(block.shape) at \(first) of [\(rows), \(columns)]")
        for row in 0..<block.shape[0] {
            scale.pointer[first + row] = picket_quantize_weights(
                InstructionSet.best.rawValue, block.storage.pointer + row * columns, columns, nil, bytes.pointer + (first + row) * columns)
        }
    }

    /// The sum of a token's row and of `positions`, which here includes the segment.
    ///
    ///     y[t] = scale[id] · q[id] + positions[t - start of its sequence + positionOffset]
    ///
    /// - Parameters:
    ///   - ids: `[T]`, each below `rows`.
    ///   - offsets: B + 1 values.
    ///   - positions: `[maximum, columns]`.
    ///   - y: `[T, columns]`, overwritten.
    /// - Precondition: Ids and positions lie inside the tables.
    package func lookUp(
        ids: UnsafeBufferPointer<Int32>, offsets: UnsafeBufferPointer<Int>, positions: Tensor, positionOffset: Int,
        into y: UnsafeMutablePointer<Float>, _ instructionSet: InstructionSet = .best
    ) {
        for sequence in 0..<max(0, offsets.count - 1) {
            let range = offsets[sequence]..<offsets[sequence + 1]
            precondition(
                range.upperBound <= ids.count && range.count + positionOffset <= positions.shape[0] && positions.shape[1] == columns,
                "lookUp: a sequence at \(range), \(ids.count) ids, positions \(positions.shape)")
            for token in range {
                let id = Int(ids[token])
                precondition(id >= 0 && id < rows, "lookUp: id \(id), \(rows) words")
                picket_dequantize_add(
                    instructionSet.rawValue, bytes.pointer + id * columns, scale.pointer[id],
                    positions.storage.pointer + (token - range.lowerBound + positionOffset) * columns, columns, y + token * columns)
            }
        }
    }
}
