import CKernels

/// Inverted dropout: an element is set to 0 with probability `rate`, and divided by 1 - rate otherwise.
///
///     y = mask · x / (1 - rate),   mask = hash(seed, stream, row, column) ≥ rate
///
/// Source: Srivastava et al. 2014, JMLR 15:1929, in the inverted form of torch.nn.Dropout. The mask is a function of the seed, the stream
/// and the element's number alone. Nothing is stored: the backward is the same call on the gradient. Nor does the mask depend on threads,
/// on the instruction set, or on how a batch is divided among workers, as long as rows keep their numbers.
package struct Dropout: Sendable, Equatable {
    package let rate: Float
    private let key: UInt64
    private let threshold: UInt32
    private let scale: Float

    /// - Parameters:
    ///   - rate: From 0, which keeps everything, to less than 1.
    ///   - seed: The run's.
    ///   - stream: The place: another one for each layer's dropout and each step.
    package init(rate: Float, seed: UInt64, stream: UInt64) {
        precondition(rate >= 0 && rate < 1, "Dropout: rate \(rate)")
        self.rate = rate
        key = mixed(mixed(seed &+ 0x9E37_79B9_7F4A_7C15) &+ stream &* 0xD1B5_4A32_D192_ED03)
        threshold = UInt32(Double(rate) * 4_294_967_296)
        scale = 1 / (1 - rate)
    }

    /// Drops elements of `x` in place. For the backward: of the gradient, with the same numbers of rows.
    ///
    /// - Parameters:
    ///   - x: Rows of `columns` elements, `stride` floats apart (by default `columns`).
    ///   - firstRow: The number of the first row, in the whole batch of the step.
    ///   - rowStep: From one row's number to the next one's.
    package func apply(
        to x: UnsafeMutablePointer<Float>, rows: Int, columns: Int, stride: Int? = nil, firstRow: Int = 0, rowStep: Int = 1,
        _ instructionSet: InstructionSet = .best
    ) {
        precondition(
            rows >= 0 && columns >= 0 && (stride ?? columns) >= columns && firstRow >= 0 && rowStep >= 0,
            "Dropout: \(rows) rows of \(columns), stride \(stride ?? columns), first row \(firstRow), step \(rowStep)")
        guard rate > 0 else { return }
        picket_dropout(
            instructionSet.rawValue, x, rows, columns, stride ?? columns, key, UInt64(firstRow), UInt64(rowStep), threshold, scale)
    }
}

/// The definition of `Dropout.apply`, one element at a time.
package func dropoutReference(_ x: Float, rate: Float, seed: UInt64, stream: UInt64, row: Int, column: Int) -> Float {
    let key = mixed(mixed(seed &+ 0x9E37_79B9_7F4A_7C15) &+ stream &* 0xD1B5_4A32_D192_ED03)
    let words = mixed(key &+ UInt64(row) &* 0x9E37_79B9_7F4A_7C15)
    var hash = UInt32(truncatingIfNeeded: column) &+ UInt32(truncatingIfNeeded: words)
    hash = (hash ^ hash >> 16) &* 0x7FEB_352D &+ UInt32(truncatingIfNeeded: words >> 32)
    hash = (hash ^ hash >> 15) &* 0x846C_A68B
    hash ^= hash >> 16
    return Double(hash) >= (Double(rate) * 4_294_967_296).rounded(.down) ? x * (1 / (1 - rate)) : 0
}

/// The finalizer of SplitMix64: every bit of the result depends on every bit of `value`.
private func mixed(_ value: UInt64) -> UInt64 {
    var x = value
    x = (x ^ x >> 30) &* 0xBF58_476D_1CE4_E5B9
    x = (x ^ x >> 27) &* 0x94D0_49BB_1331_11EB
    return x ^ x >> 31
}
