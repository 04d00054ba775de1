/// Divides each row of `x` by its Euclidean norm, in place.
///
/// Matches torch.nn.functional.normalize(p=2, dim=1): a norm below 1e-12 counts as 1e-12, so that a row of zeros stays one. The sum of
/// squares is kept in double precision, where no float32 overflows.
///
/// - Parameter x: `[rows, H]`.
package func normalizeRows(_ x: UnsafeMutablePointer<Float>, rows: Int, hidden: Int) {
    for index in 0..<rows {
        let row = x + index * hidden
        var square: Double = 0
        for column in 0..<hidden { square += Double(row[column]) * Double(row[column]) }
        let scale = 1 / max(square.squareRoot(), 1e-12)
        for column in 0..<hidden { row[column] = Float(Double(row[column]) * scale) }
    }
}
