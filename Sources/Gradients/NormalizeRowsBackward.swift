/// The backward of `normalizeRows`, in place.
///
///     y = x / r,   r = max(‖x‖, 1e-12)
///     dx = (dy - y · Σ dy · y) / r        for each row; dy / r where the norm is below 1e-12, since r is a constant there
///
/// In double precision, as the forward.
///
/// - Parameters:
///   - dy: `[rows, H]`, overwritten by dx.
///   - x: `[rows, H]`, what normalizeRows read.
package func normalizeRowsBackward(_ dy: UnsafeMutablePointer<Float>, x: UnsafePointer<Float>, rows: Int, hidden: Int) {
    for index in 0..<rows {
        let (gradient, row) = (dy + index * hidden, x + index * hidden)
        var square: Double = 0
        var dot: Double = 0
        for column in 0..<hidden {
            square += Double(row[column]) * Double(row[column])
            dot += Double(row[column]) * Double(gradient[column])
        }
        let norm = square.squareRoot()
        let scale = 1 / max(norm, 1e-12)
        let slope = norm < 1e-12 ? 0 : dot * scale * scale
        for column in 0..<hidden { gradient[column] = Float((Double(gradient[column]) - Double(row[column]) * slope) * scale) }
    }
}
