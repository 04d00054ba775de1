/// Millionths of the unit that prices are given in, as a number: 12300 is 0.0123, and 1500000 is 1.50.
package func money(micros: Int) -> String {
    let (whole, rest) = micros.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
    var digits = String(rest)
    digits = String(repeating: "0", count: 6 - digits.count) + digits
    while digits.count > 2, digits.hasSuffix("0") { digits.removeLast() }
    return (micros < 0 ? "-" : "") + "\(whole).\(digits)"
}
