/// Draws that are the same everywhere and always for one seed and one text.
///
/// Source: Steele, Lea & Flood 2014, "Fast splittable pseudorandom number generators" (SplitMix64); the text enters through FNV-1a.
struct SeededDraws: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64, text: String) {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        state = hash ^ (seed &* 0x9E37_79B9_7F4A_7C15)
        _ = next()
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// A number in `0..<bound`; the bias of the high product is below 2⁻⁴⁰ for the small bounds that are drawn here.
    mutating func draw(below bound: Int) -> Int {
        precondition(bound > 0, "draw: bound \(bound)")
        return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    mutating func chance(_ percent: Int) -> Bool { draw(below: 100) < percent }

    mutating func pick<Element>(_ elements: [Element]) -> Element { elements[draw(below: elements.count)] }

    /// Fisher & Yates, from the end.
    mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
        var result = elements
        for last in stride(from: result.count - 1, to: 0, by: -1) { result.swapAt(last, draw(below: last + 1)) }
        return result
    }
}
