import Foundation
import Kernels

/// The forward operations in double precision, straight from their formulas: what central differences are taken of.
enum Definition {
    static func linear(_ x: [Double], weight: [Double], bias: [Double], rows: Int) -> [Double] {
        let outputs = bias.count
        let inputs = weight.count / outputs
        return (0..<rows * outputs).map { index in
            let (row, output) = (index / outputs, index % outputs)
            return (0..<inputs).reduce(bias[output]) { $0 + x[row * inputs + $1] * weight[output * inputs + $1] }
        }
    }

    static func layerNorm(_ v: [Double], gamma: [Double], beta: [Double], epsilon: Double) -> [Double] {
        rows(of: v, gamma.count).flatMap { row in
            let mean = row.reduce(0, +) / Double(row.count)
            let variance = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(row.count)
            return row.indices.map { gamma[$0] * (row[$0] - mean) / (variance + epsilon).squareRoot() + beta[$0] }
        }
    }

    static func gelu(_ x: [Double]) -> [Double] { x.map { $0 * (1 + erf($0 / 2.0.squareRoot())) / 2 } }

    static func tanh(_ x: [Double]) -> [Double] { x.map { Foundation.tanh($0) } }

    static func relu(_ x: [Double]) -> [Double] { x.map { max($0, 0) } }

    static func softmax(_ x: [Double], columns: Int, scale: Double) -> [Double] {
        rows(of: x, columns).flatMap { row in
            let powers = row.map { exp(scale * $0) }
            let sum = powers.reduce(0, +)
            return powers.map { $0 / sum }
        }
    }

    /// `mask(row, column)` multiplies the probabilities; the row of token t and head h is t · heads + h.
    static func attention(
        _ qkv: [Double], offsets: [Int], heads: Int, headSize: Int, mask: (Int, Int) -> Double = { _, _ in 1 }
    ) -> [Double] {
        let hidden = heads * headSize
        var context = [Double](repeating: 0, count: qkv.count / 3)
        func part(_ part: Int, _ token: Int, _ head: Int) -> ArraySlice<Double> {
            let start = (3 * token + part) * hidden + head * headSize
            return qkv[start..<start + headSize]
        }
        for (first, end) in zip(offsets, offsets.dropFirst()) where first < end {
            for token in first..<end {
                for head in 0..<heads {
                    let products = (first..<end).map { other in
                        zip(part(0, token, head), part(1, other, head)).reduce(0) { $0 + $1.0 * $1.1 }
                    }
                    let probabilities = softmax(products, columns: end - first, scale: 1 / Double(headSize).squareRoot())
                    for (position, probability) in probabilities.enumerated() {
                        let weight = probability * mask(token * heads + head, position)
                        for (column, value) in part(2, first + position, head).enumerated() {
                            context[token * hidden + head * headSize + column] += weight * value
                        }
                    }
                }
            }
        }
        return context
    }

    static func embeddings(
        words: [Double], positions: [Double], segments: [Double], ids: [Int], offsets: [Int], hidden: Int, positionOffset: Int
    ) -> [Double] {
        zip(offsets, offsets.dropFirst()).flatMap { first, end in
            (first..<end).flatMap { token in
                (0..<hidden).map {
                    words[ids[token] * hidden + $0] + positions[(token - first + positionOffset) * hidden + $0] + segments[$0]
                }
            }
        }
    }

    static func pool(_ x: [Double], offsets: [Int], hidden: Int, _ pooling: Pooling) -> [Double] {
        zip(offsets, offsets.dropFirst()).flatMap { first, end in
            (0..<hidden).map { column in
                guard first < end else { return 0 }
                switch pooling {
                case .cls: return x[first * hidden + column]
                case .mean: return (first..<end).reduce(0) { $0 + x[$1 * hidden + column] } / Double(end - first)
                }
            }
        }
    }

    static func normalize(_ x: [Double], hidden: Int) -> [Double] {
        rows(of: x, hidden).flatMap { row in
            let norm = max(row.reduce(0) { $0 + $1 * $1 }.squareRoot(), 1e-12)
            return row.map { $0 / norm }
        }
    }

    private static func rows(of x: [Double], _ columns: Int) -> [[Double]] {
        stride(from: 0, to: x.count, by: columns).map { Array(x[$0..<$0 + columns]) }
    }
}
