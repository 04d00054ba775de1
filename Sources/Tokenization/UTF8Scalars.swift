/// Reading and writing single scalars in UTF-8 that is known to be valid: every buffer here comes from a `String`, or was written
/// by `append(scalar:)`.
extension UnsafeBufferPointer<UInt8> {
    /// The scalar that starts at `position` and how many bytes it takes.
    ///
    /// - Precondition: the buffer is valid UTF-8 and a scalar starts at `position`.
    @inline(__always)
    func scalar(at position: Int) -> (value: UInt32, length: Int) {
        let lead = UInt32(self[position])
        if lead < 0x80 { return (lead, 1) }
        let second = UInt32(self[position + 1] & 0x3F)
        if lead < 0xE0 { return ((lead & 0x1F) << 6 | second, 2) }
        let third = UInt32(self[position + 2] & 0x3F)
        if lead < 0xF0 { return ((lead & 0x0F) << 12 | second << 6 | third, 3) }
        return ((lead & 0x07) << 18 | second << 12 | third << 6 | UInt32(self[position + 3] & 0x3F), 4)
    }

    /// The scalar that ends just before `position`, which is above `lowerBound`.
    func scalar(endingAt position: Int, notBefore lowerBound: Int) -> (value: UInt32, length: Int) {
        var start = position - 1
        while start > lowerBound, self[start] & 0xC0 == 0x80 { start -= 1 }
        return scalar(at: start)
    }

    /// How many scalars lie in `range`.
    func scalarCount(in range: Range<Int>) -> Int {
        range.count { self[$0] & 0xC0 != 0x80 }
    }
}

extension [UInt8] {
    /// Appends one scalar as UTF-8.
    @inline(__always)
    mutating func append(scalar: UInt32) {
        switch scalar {
        case 0..<0x80: append(UInt8(truncatingIfNeeded: scalar))
        case 0x80..<0x800:
            append(UInt8(truncatingIfNeeded: 0xC0 | scalar >> 6))
            append(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F))
        case 0x800..<0x1_0000:
            append(UInt8(truncatingIfNeeded: 0xE0 | scalar >> 12))
            append(UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F))
            append(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F))
        default:
            append(UInt8(truncatingIfNeeded: 0xF0 | scalar >> 18))
            append(UInt8(truncatingIfNeeded: 0x80 | scalar >> 12 & 0x3F))
            append(UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F))
            append(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F))
        }
    }
}
