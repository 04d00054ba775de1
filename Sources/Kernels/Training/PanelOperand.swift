import CKernels
import Tensors

/// A right operand of products that is laid out in panels for a few of them and then replaced: a head's keys, a block of its queries.
package struct PanelOperand {
    private let panels: AlignedBuffer<Float>
    private let maxElements: Int

    /// Memory for `rows` × `columns`, or the transpose of it.
    package init(maxRows: Int, maxColumns: Int) {
        maxElements = roundedUpToPanel(maxRows) * roundedUpToPanel(maxColumns)
        panels = AlignedBuffer(count: maxElements)
    }

    /// Takes B [k, n], its rows `rowStride` floats apart; with `transposed`, from memory that holds [n, k].
    package func pack(_ b: UnsafePointer<Float>, rowStride: Int, k: Int, n: Int, transposed: Bool = false) {
        precondition(k >= 0 && n >= 0 && k * roundedUpToPanel(n) <= maxElements, "PanelOperand: \(k) × \(n), room for \(maxElements)")
        if transposed {
            picket_pack_transposed(b, rowStride, n, k, panels.pointer)
        } else {
            picket_pack(b, rowStride, n, k, panels.pointer)
        }
    }

    /// C [m, n] = A [m, k] · B. Columns up to a multiple of 16 may be asked for; those beyond B's are 0.
    package func product(
        _ a: UnsafePointer<Float>, rowStride: Int, m: Int, n: Int, k: Int, into c: UnsafeMutablePointer<Float>, rowStride stride: Int,
        _ set: InstructionSet
    ) {
        picket_packed_product(set.rawValue, m, n, k, a, rowStride, panels.pointer, nil, c, stride)
    }

    /// C [m, n] += Aᵀ · B, where A lies in memory as [k, m].
    package func addTransposedProduct(
        _ a: UnsafePointer<Float>, rowStride: Int, m: Int, n: Int, k: Int, to c: UnsafeMutablePointer<Float>, rowStride stride: Int,
        _ set: InstructionSet
    ) {
        picket_transposed_product(set.rawValue, m, n, k, a, rowStride, panels.pointer, c, stride)
    }
}
