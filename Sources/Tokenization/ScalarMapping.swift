/// A map from some scalars to short sequences of scalars, read from the text form that `ScalarData` keeps.
///
/// Keys ascend, so a look-up is a bisection; the values of all keys lie in one array.
struct ScalarMapping: Sendable {
    private(set) var keys: [UInt32] = []
    private var starts: [UInt32] = []
    private var allValues: [UInt32] = []

    /// Reads words such as `2n,-1,a`: the distance from the key before, then each value minus the key, in base 36.
    init(encoded: String) {
        var key = 0
        var numbers = Base36Numbers(encoded)
        while let distance = numbers.next() {
            key += distance
            keys.append(UInt32(key))
            starts.append(UInt32(allValues.count))
            while numbers.isInsideWord, let difference = numbers.next() { allValues.append(UInt32(key + difference)) }
        }
        starts.append(UInt32(allValues.count))
    }

    /// What `scalar` becomes; empty when it is no key.
    func values(of scalar: UInt32) -> ArraySlice<UInt32> {
        var low = 0
        var high = keys.count
        while low < high {
            let middle = (low + high) / 2
            if keys[middle] < scalar { low = middle + 1 } else { high = middle }
        }
        guard low < keys.count, keys[low] == scalar else { return [] }
        return allValues[Int(starts[low])..<Int(starts[low + 1])]
    }
}

/// The numbers of a generated table: base 36, signed, separated by a comma inside a word and by white space between words.
struct Base36Numbers {
    private var rest: Substring.UTF8View

    init(_ text: String) { rest = Substring(text).utf8 }

    /// Whether the number just read is followed by another one of the same word.
    private(set) var isInsideWord = false

    mutating func next() -> Int? {
        var number: Int?
        var isNegative = false
        isInsideWord = false
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): number = (number ?? 0) * 36 + Int(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "z"): number = (number ?? 0) * 36 + Int(byte - UInt8(ascii: "a")) + 10
            case UInt8(ascii: "-"): isNegative = true
            default:
                guard let number else { continue }
                isInsideWord = byte == UInt8(ascii: ",")
                return isNegative ? -number : number
            }
        }
        return number.map { isNegative ? -$0 : $0 }
    }
}
