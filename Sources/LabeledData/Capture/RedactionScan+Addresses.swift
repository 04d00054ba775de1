// Web and e-mail addresses. Ends are found by stepping on: what one address has claimed the next scan steps over.

extension RedactionScan {
    // MARK: web addresses with a scheme or "www."

    mutating func claimSchemes() {
        var index = 0
        while index < symbols.count {
            if symbols[index].kind == .colon, reads("://", at: index), let start = schemeStart(before: index),
                wordEnd(index + 3) > index + 3
            {
                let end = wordEnd(index + 3)
                claim(start..<end, .url)
                index = end
            } else if reads("www.", at: index), !isWord(free(index - 1)), isWord(free(index + 4)) {
                let end = wordEnd(index)
                claim(index..<end, .url)
                index = end
            } else {
                index += 1
            }
        }
    }

    /// The longest scheme that is looked for: longer ones are not registered, and looking further back would cost.
    private static let mostSchemeLetters = 24

    private func schemeStart(before colon: Int) -> Int? {
        var start = colon
        while start > 0, colon - start < Self.mostSchemeLetters, let kind = free(start - 1), symbols[start - 1].ascii != 0,
            kind == .letter || kind == .digit || kind == .plus || kind == .hyphen
        {
            start -= 1
        }
        return start < colon ? start : nil
    }

    /// Where an address that has begun ends: at a space, a quote or a bracket, without the punctuation of the sentence around it.
    private func wordEnd(_ start: Int) -> Int {
        var end = self.end(from: start) { kind in
            switch kind {
            case .space, .lineEnd, .quote, .open, .close: false
            default: true
            }
        }
        while end > start, isPunctuation(symbols[end - 1]) { end -= 1 }
        return end
    }

    private func isPunctuation(_ symbol: RedactionSymbol) -> Bool {
        switch symbol.kind {
        case .dot, .colon, .question: true
        default:
            switch symbol.ascii {
            case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "!"), UInt8(ascii: "'"), UInt8(ascii: "*"): true
            default: false
            }
        }
    }

    func isWord(_ kind: RedactionSymbol.Kind?) -> Bool { kind == .letter || kind == .digit }

    // MARK: e-mail addresses

    /// How far back a quoted local part is looked for.
    private static let mostQuoted = 64

    mutating func claimEmails() {
        var index = 0
        while index < symbols.count {
            guard free(index) == .at else {
                index += 1
                continue
            }
            let start = localStart(before: index)
            let end = domainEnd(from: index + 1)
            guard start < index, isDomain(index + 1..<end) else {
                index += 1
                continue
            }
            claim(start..<end, .email)
            index = end
        }
    }

    /// Claimed symbols and other "@" end the way back, so that all ways back together are no longer than the text.
    private func localStart(before at: Int) -> Int {
        if free(at - 1) == .quote {
            let limit = max(0, at - 1 - Self.mostQuoted)
            var start = at - 2
            while start >= limit, let kind = free(start), kind != .lineEnd {
                if kind == .quote { return start }
                start -= 1
            }
            return at - 1
        }
        var start = at
        while let kind = free(start - 1), isLocal(kind) { start -= 1 }
        // A dot or mark at the beginning belongs to the sentence.
        while start < at, !isWord(symbols[start].kind), symbols[start].kind != .plus, symbols[start].ascii != UInt8(ascii: "_") {
            start += 1
        }
        return start
    }

    private func isLocal(_ kind: RedactionSymbol.Kind) -> Bool {
        switch kind {
        case .letter, .digit, .dot, .hyphen, .plus, .localMark: true
        default: false
        }
    }

    private func domainEnd(from start: Int) -> Int {
        var end = self.end(from: start) { $0 == .letter || $0 == .digit || $0 == .dot || $0 == .hyphen }
        while end > start, !isWord(symbols[end - 1].kind) { end -= 1 }
        return end
    }

    /// A name with a dot in it, or one that begins with a letter ("localhost"); "5" of "2@5" is none.
    private func isDomain(_ range: Range<Int>) -> Bool {
        guard let first = range.first else { return false }
        return range.contains { symbols[$0].kind == .dot } || symbols[first].kind == .letter && range.count >= 2
    }

    // MARK: bare host names

    mutating func claimHosts() {
        var index = 0
        while index < symbols.count {
            guard isWord(free(index)), !isWord(free(index - 1)) else {
                index += 1
                continue
            }
            var end = self.end(from: index) { $0 == .letter || $0 == .digit || $0 == .dot || $0 == .hyphen }
            let next = end
            while end > index, !isWord(symbols[end - 1].kind) { end -= 1 }
            if isHost(index..<end, isAtEnd: end == next) {
                let last = max(end, wordEnd(index))
                claim(index..<last, .url)
                index = last
            } else {
                index = max(next, index + 1)
            }
        }
    }

    private func isHost(_ range: Range<Int>, isAtEnd: Bool) -> Bool {
        guard let dot = range.last(where: { symbols[$0].kind == .dot }), dot > range.lowerBound else { return false }
        let label = dot + 1..<range.upperBound
        guard label.count >= 2, label.allSatisfy({ symbols[$0].kind == .letter }) else { return false }
        if isAtEnd, free(range.upperBound) == .slash, isWord(free(range.upperBound + 1)) { return true }
        return Self.endings.contains(String(decoding: symbols[label].map(\.ascii), as: UTF8.self))
    }

    /// Endings that are no ordinary word at the end of a sentence with a forgotten space ("me", "it", "so", "is", "in", "at" are).
    private static let endings: Set<String> = [
        "com", "org", "net", "edu", "gov", "mil", "int", "info", "biz", "io", "ai", "app", "dev", "co", "ly", "gg", "tv", "xyz", "online",
        "site", "shop", "uk", "ie", "de", "fr", "nl", "es", "ca", "au", "nz", "jp", "cn", "br", "ru", "ch", "pl", "se", "eu", "onion",
    ]
}
