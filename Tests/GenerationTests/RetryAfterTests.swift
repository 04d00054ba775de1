import Foundation
import Generation
import Testing

struct RetryAfterTests {
    @Test("seconds are taken as they are, however many digits")
    func seconds() {
        #expect(retryAfterSeconds("0", now: 5) == 0 && retryAfterSeconds("120", now: 5) == 120)
        #expect(retryAfterSeconds("99999999999999999999999", now: 0) == .max)
    }

    @Test("dates agree with Foundation's over five centuries")
    func dates() throws {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(identifier: "UTC")
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        for step in 0..<600 {
            let time = step * 25_920_007
            let text = formatter.string(from: Date(timeIntervalSince1970: Double(time)))
            #expect(retryAfterSeconds(text, now: 0) == time, "\(text)")
        }
        #expect(retryAfterSeconds("Fri, 31 Dec 1999 23:59:59 GMT", now: 1_000_000_000) == 0)
    }

    @Test(
        "anything else is nothing",
        arguments: [
            "", "soon", "-1", "1.5", "12s", "Fri, 31 Dec 1999", "Fri, 31 Dec 1999 23:59:59 CET", "Fri, 41 Dec 1999 23:59:59 GMT",
            "Fri, 31 Foo 1999 23:59:59 GMT", "Fri, 31 Dec 1999 25:59:59 GMT", "Fri, 31 Dec 99 23:59:59 GMT", "Fri, 31 Dec 1999 23:59 GMT",
            "Fri, ３１ Dec 1999 23:59:59 GMT",
        ])
    func nonsense(text: String) { #expect(retryAfterSeconds(text, now: 0) == nil) }
}
