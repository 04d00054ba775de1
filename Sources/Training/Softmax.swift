import Glibc

/// log(Σ exp(values)), without overflow.
func logSumExp(_ values: some Sequence<Double>) -> Double {
    var largest = -Double.infinity
    for value in values { largest = max(largest, value) }
    var sum = 0.0
    for value in values { sum += exp(value - largest) }
    return largest + log(sum)
}

/// The index of the largest value, the first one when several are equal.
func argmax(_ values: some Collection<Float>) -> Int {
    var (best, bestValue, index) = (0, -Float.infinity, 0)
    for value in values {
        if value > bestValue { (best, bestValue) = (index, value) }
        index += 1
    }
    return best
}
