import Foundation
import LabeledData
import TestSupport
import Testing

struct RedactionTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let text: String
        let expected: String
        var testDescription: String { text }

        init(_ text: String, _ expected: String) {
            self.text = text
            self.expected = expected
        }
    }

    static let emails: [Case] = [
        Case("write to ada.lovelace+x@example.co.uk, please", "write to [email], please"),
        Case("ADA@EXAMPLE.COM", "[email]"),
        Case("(ada@example.com)", "([email])"),
        Case("a@b.de,c@d.fr;e@f.es", "[email],[email];[email]"),
        Case("mailto:ada@example.com?subject=x", "mailto:[email]?subject=x"),
        Case("root@localhost says hi", "[email] says hi"),
        Case("\"ada l\"@example.com wrote", "[email] wrote"),
        Case("o'neill_7@mail-host.example", "[email]"),
        Case("jürgen@münchen.de und 山田@例え.jp", "[email] und [email]"),
        Case("ada＠example．com", "[email]"),
        Case("a\u{200B}d\u{AD}a@exam\u{200D}ple.com!", "[email]!"),
        Case("ends with ada@example.com.", "ends with [email]."),
        Case("meet @ 5, 2@5 and @ada", "meet @ 5, 2@5 and @ada"),
        Case("a@b@c.com", "a@[email]"),
        Case("@@@@", "@@@@"),
    ]

    static let urls: [Case] = [
        Case("see https://example.com/a?b=c#d.", "see [url]."),
        Case("HTTP://EXAMPLE.COM", "[url]"),
        Case("<ftp://user:secret@host/file>", "<[url]>"),
        Case("[link](https://example.com/a)", "[link]([url])"),
        Case("go to www.example.org, now", "go to [url], now"),
        Case("bit.ly/3xYz and example.com!", "[url] and [url]!"),
        Case("https://例え.テスト/パス です", "[url] です"),
        Case("my.site/ada/profile", "[url]"),
        Case("secret+svc://abc", "[url]"),
        Case("it was late.Then he left. e.g. this, and/or that, 3.14", "it was late.Then he left. e.g. this, and/or that, 3.14"),
        Case("awww.no, ://", "awww.no, ://"),
    ]

    static let phones: [Case] = [
        Case("call +44 20 7946 0958 now", "call [phone] now"),
        Case("(020) 7946-0958", "[phone]"),
        Case("+(44) 20.7946.0958", "[phone]"),
        Case("ring 0 7 7 0 0 9 0 0 1 2 3", "ring [phone]"),
        Case("555-0199", "[phone]"),
        Case("06‑12‑34‑56‑78", "[phone]"),
        Case("٠٢٠ ٧٩٤٦ ٠٩٥٨", "[phone]"),
        Case("０９０-１２３４-５６７８", "[phone]"),
        Case("0\u{200B}2\u{200B}0 79\u{2060}46 0958", "[phone]"),
        Case("tel:+15550100", "tel:[phone]"),
        Case("at 10:30 on the 5th, 3 of 12, 20 mg, 1,000,000", "at 10:30 on the 5th, 3 of 12, 20 mg, 1,000,000"),
        Case("in 2024\n12 people\n1990", "in 2024\n12 people\n1990"),
        Case("from 1990-2000", "from [phone]"),
    ]

    static let numbers: [Case] = [
        Case("card 4111 1111 1111 1111.", "card [number]."),
        Case("account 12345678", "account [number]"),
        Case("code 123456, pin 12345", "code [number], pin 12345"),
        Case("IBAN DE89 3704 0044 0532 0130 00", "IBAN DE[number]"),
        Case("from 10.0.0.1 it came", "from [number] it came"),
        Case("①②③④⑤⑥", "[number]"),
        Case(
            "1\u{FE0F}\u{20E3}2\u{FE0F}\u{20E3}3\u{FE0F}\u{20E3}4\u{FE0F}\u{20E3}5\u{FE0F}\u{20E3}6\u{FE0F}\u{20E3}",
            "[number]\u{FE0F}\u{20E3}"),
    ]

    @Test("e-mail addresses are replaced", arguments: emails)
    func email(_ row: Case) { #expect(Redaction.redacted(row.text) == row.expected) }

    @Test("web addresses are replaced", arguments: urls)
    func url(_ row: Case) { #expect(Redaction.redacted(row.text) == row.expected) }

    @Test("phone numbers are replaced, in digits of any script", arguments: phones)
    func phone(_ row: Case) { #expect(Redaction.redacted(row.text) == row.expected) }

    @Test("long runs of digits are replaced", arguments: numbers)
    func number(_ row: Case) { #expect(Redaction.redacted(row.text) == row.expected) }

    @Test(
        "what is out of scope stays as it is, and is known to",
        arguments: [
            "ada at example dot com", "oh two oh, seven nine four six", "Ada Lovelace of 12 St James's Square", "ask @ada on there",
            "2001:db8::1", "YWRhQGV4YW1wbGUuY29t", "QQ 12 34 56 C",
        ])
    func outOfScope(_ text: String) { #expect(Redaction.redacted(text) == text) }

    @Test("a text without anything to replace comes back byte for byte")
    func unchanged() {
        for text in ["", " ", "I can't sleep 😔\u{200D}…", "e\u{301}", "مرحبا", "\0\u{7F}\u{FEFF}"] {
            #expect(Array(Redaction.redacted(text).utf8) == Array(text.utf8))
        }
    }

    @Test("what is written is the text with pieces cut out, and no long number is left, for texts put together at random", arguments: 0..<4)
    func invariants(seed: Int) {
        var random = RandomNumbers(seed: seed)
        let parts = [
            "a", "1", "23", "456", "@", ".", "-", "+", "(", ")", "/", ":", "://", "www.", ".com", " ", "\n", "é", "\u{200B}", "\"", "<",
            "７",
        ]
        for _ in 0..<2_000 {
            let text = (0..<24).map { _ in parts.randomElement(using: &random) ?? "" }.joined()
            var left = Redaction.redacted(text)
            for placeholder in Redaction.Placeholder.allCases { left = left.replacingOccurrences(of: placeholder.rawValue, with: "") }
            var rest = Array(text.utf8)[...]
            for byte in left.utf8 {
                guard let index = rest.firstIndex(of: byte) else {
                    Issue.record("'\(left)' is no part of '\(text)'")
                    return
                }
                rest = rest[(index + 1)...]
            }
            let longest = Redaction.redacted(text).split { !("0"..."9").contains($0) }.map(\.count).max() ?? 0
            #expect(longest < 6, "\(text)")
        }
    }

    @Test("the work grows with the length of a text and no faster, for the texts that trouble regular expressions")
    func linear() {
        func fastest(_ text: String) -> Duration {
            (0..<3).map { _ in ContinuousClock().measure { _ = Redaction.redacted(text) } }.min() ?? .zero
        }
        for unit in [
            "a@", "a.", "1-", "://.", "www.", "\"@", "((((1", "a@a.a.a.", "+1(", "-", "0 ", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "a+",
        ] {
            let short = fastest(String(repeating: unit, count: 2_000))
            let long = fastest(String(repeating: unit, count: 32_000))
            // 16 times the text; a quadratic scan would take 256 times as long.
            #expect(long / short < 80, "'\(unit)': \(long / short)")
        }
    }

    @Test("a prefix ends between two characters and is never longer than asked")
    func prefix() {
        #expect(Redaction.prefix("abc", bytes: 3) == "abc")
        #expect(Redaction.prefix("abé", bytes: 3) == "ab")
        #expect(Redaction.prefix("👩‍👩‍👧x", bytes: 4) == "")
        #expect(Redaction.prefix("abc", bytes: 0) == "")
    }
}
