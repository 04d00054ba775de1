// What can name a person or open an account is taken out of a text before anything of it is stored.
//
// The text is read once into `RedactionSymbol`s: a scalar's kind and where its bytes stand. Characters that nobody sees (zero-width joiners,
// soft hyphens, combining marks) become no symbol, so that they hide nothing; digits of every script are digits, the full-width "＠" is an
// "@". Then four scans claim runs of symbols, each only what none before it has claimed:
//
//     1. addresses with a scheme or "www."     [url]      as far as the next space or bracket
//     2. e-mail addresses                      [email]    outwards from every "@"
//     3. bare host names                       [url]      a known ending, or a path behind them
//     4. digits                                [phone]    7 to 15 with separators or a "+"; [number]: 6 or more in a row, or more than 15
//
// Invariant: a symbol is claimed once, and every claim is written as its placeholder; bytes of no claim are written as they were.
// Cost: every scan steps over each symbol at most twice, whatever the text; a regular expression for e-mail addresses can take quadratic time.
//
// In doubt it takes out: a span of years ("1990-2000") becomes [phone], and a file called "notes.io" becomes [url]. Out of scope, and left as
// they are: names of people and places, street addresses, handles ("@ada"), addresses in words ("ada at example dot com"), digits in
// words ("oh seven nine"), look-alike letters, IPv6, encodings such as base64, and numbers of fewer than six digits.

/// Text without e-mail addresses, phone numbers, web addresses and long numbers.
package enum Redaction {
    /// What stands in a text for something that was taken out.
    package enum Placeholder: String, CaseIterable, Sendable {
        case url = "[url]"
        case email = "[email]"
        case phone = "[phone]"
        case number = "[number]"
    }

    /// Replaces what is claimed; a text with nothing to take out comes back as it was, byte for byte.
    package static func redacted(_ text: String) -> String {
        var scan = RedactionScan(text)
        scan.claimSchemes()
        scan.claimEmails()
        scan.claimHosts()
        scan.claimNumbers()
        return scan.claims.isEmpty ? text : scan.written
    }

    /// The longest beginning of a text that has at most `bytes` bytes and ends between two characters.
    package static func prefix(_ text: String, bytes: Int) -> String {
        guard text.utf8.count > bytes else { return text }
        var end = text.startIndex
        var used = 0
        for character in text {
            let count = character.utf8.count
            guard used + count <= bytes else { break }
            used += count
            end = text.index(after: end)
        }
        return String(text[..<end])
    }
}
