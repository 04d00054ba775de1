/// The symbols of one text and what has been claimed of them so far. See `Redaction`.
struct RedactionScan {
    struct Claim: Equatable {
        let symbols: Range<Int>
        let placeholder: Redaction.Placeholder
    }

    let utf8: [UInt8]
    let symbols: [RedactionSymbol]
    private(set) var claims: [Claim] = []
    /// `[symbols]`: whether a claim holds it.
    private(set) var isClaimed: [Bool]

    init(_ text: String) {
        utf8 = Array(text.utf8)
        var found: [RedactionSymbol] = []
        found.reserveCapacity(utf8.count)
        var offset = 0
        for scalar in text.unicodeScalars {
            let end = offset + UTF8.width(scalar)
            if let symbol = RedactionSymbol(scalar, bytes: offset..<end) { found.append(symbol) }
            offset = end
        }
        symbols = found
        isClaimed = [Bool](repeating: false, count: found.count)
    }

    mutating func claim(_ range: Range<Int>, _ placeholder: Redaction.Placeholder) {
        for index in range { isClaimed[index] = true }
        claims.append(Claim(symbols: range, placeholder: placeholder))
    }

    /// The kind of a symbol that nothing has claimed; nil outside the text and within a claim.
    func free(_ index: Int) -> RedactionSymbol.Kind? {
        symbols.indices.contains(index) && !isClaimed[index] ? symbols[index].kind : nil
    }

    /// The first index from `start` on whose free symbol is not `among`.
    func end(from start: Int, _ among: (RedactionSymbol.Kind) -> Bool) -> Int {
        var index = start
        while let kind = free(index), among(kind) { index += 1 }
        return index
    }

    /// Whether the ASCII letters from `index` on are `word`, in any case.
    func reads(_ word: StaticString, at index: Int) -> Bool {
        guard index >= 0, index + word.utf8CodeUnitCount <= symbols.count else { return false }
        return (0..<word.utf8CodeUnitCount).allSatisfy { symbols[index + $0].ascii == word.utf8Start[$0] }
    }

    /// The text with a placeholder for every claim. Symbols that nobody sees go with the claim that they stand in.
    var written: String {
        var output: [UInt8] = []
        output.reserveCapacity(utf8.count)
        var next = 0
        for claim in claims.sorted(by: { $0.symbols.lowerBound < $1.symbols.lowerBound }) {
            guard let first = symbols[claim.symbols].first, let last = symbols[claim.symbols].last else { continue }
            output.append(contentsOf: utf8[next..<first.bytes.lowerBound])
            output.append(contentsOf: claim.placeholder.rawValue.utf8)
            next = last.bytes.upperBound
        }
        output.append(contentsOf: utf8[next...])
        return String(decoding: output, as: UTF8.self)
    }
}
