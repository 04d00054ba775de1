// Digits. A run is digits with at most three separators between two of them (") -" is three), on one line.

extension RedactionScan {
    private static let phoneDigits = 7...15
    private static let longRun = 6
    private static let mostSeparators = 3

    mutating func claimNumbers() {
        var index = 0
        while index < symbols.count {
            guard free(index) == .digit else {
                index += 1
                continue
            }
            let run = digitRun(from: index)
            if let placeholder = run.placeholder { claim(start(of: run)..<run.end, placeholder) }
            index = run.end
        }
    }

    private struct DigitRun {
        let first: Int
        let end: Int
        let digits: Int
        /// Digits in each group between separators.
        let groups: [Int]
        let dots: Int
        let closes: Bool
        let hasPlus: Bool

        var placeholder: Redaction.Placeholder? {
            // Four groups of up to three digits with dots between them: the address of a machine.
            if groups.count == 4, dots == 3, groups.allSatisfy({ $0 <= 3 }) { return .number }
            if digits > RedactionScan.phoneDigits.upperBound { return .number }
            if digits >= RedactionScan.phoneDigits.lowerBound, groups.count > 1 || hasPlus { return .phone }
            return groups.contains { $0 >= RedactionScan.longRun } ? .number : nil
        }
    }

    private func digitRun(from first: Int) -> DigitRun {
        var end = first
        var digits = 0
        var groups: [Int] = []
        var dots = 0
        var closes = false
        while true {
            let groupEnd = self.end(from: end) { $0 == .digit }
            groups.append(groupEnd - end)
            digits += groupEnd - end
            end = groupEnd
            var next = end
            while next - end < Self.mostSeparators, let kind = free(next), isSeparator(kind) { next += 1 }
            guard next > end, free(next) == .digit else { break }
            for index in end..<next {
                if symbols[index].kind == .dot { dots += 1 }
                if symbols[index].kind == .close { closes = true }
            }
            end = next
        }
        return DigitRun(
            first: first, end: end, digits: digits, groups: groups, dots: dots, closes: closes, hasPlus: plus(before: first) != nil)
    }

    private func isSeparator(_ kind: RedactionSymbol.Kind) -> Bool {
        switch kind {
        case .space, .hyphen, .dot, .slash, .open, .close: true
        default: false
        }
    }

    private func plus(before first: Int) -> Int? {
        if free(first - 1) == .plus { return first - 1 }
        return free(first - 1) == .open && free(first - 2) == .plus ? first - 2 : nil
    }

    /// The "+" and the bracket before the first digit belong to a number that closes the bracket.
    private func start(of run: DigitRun) -> Int {
        if let plus = plus(before: run.first) { return plus }
        guard run.closes, free(run.first - 1) == .open else { return run.first }
        return free(run.first - 2) == .plus ? run.first - 2 : run.first - 1
    }
}
