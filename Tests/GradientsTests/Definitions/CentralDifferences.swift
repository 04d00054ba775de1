/// The gradient of `function` at `x` by central differences in double precision, good to some nine digits for values around 1.
func centralDifferences(at x: [Double], step: Double = 1e-5, of function: ([Double]) -> Double) -> [Double] {
    x.indices.map { index in
        var moved = x
        moved[index] = x[index] + step
        let above = function(moved)
        moved[index] = x[index] - step
        return (above - function(moved)) / (2 * step)
    }
}

/// Σ a · b: what a gradient `b` of the output makes of the output `a`.
func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }

func doubles(_ x: [Float]) -> [Double] { x.map(Double.init) }

/// The largest difference of two arrays in units of the larger of 1 and the exact value; infinite where one is NaN, or sizes differ.
func distance(_ values: [Float], _ exact: [Double]) -> Double {
    guard values.count == exact.count else { return .infinity }
    return zip(values, exact).reduce(0) { worst, pair in
        let difference = abs(Double(pair.0) - pair.1) / max(1, abs(pair.1))
        return difference.isNaN ? .infinity : max(worst, difference)
    }
}

func distance(_ values: [Float], _ others: [Float]) -> Double { distance(values, doubles(others)) }
