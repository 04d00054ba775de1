import Generation
import Testing

struct RequestCourseTests {
    private func course() -> RequestCourse { RequestCourse(dialect: RequestDialect(), policy: RetryPolicy(), url: "http://h/v1") }
    private let busy = AttemptEnd.busy(status: 503, retryAfter: nil, message: "m")

    @Test("waits are drawn below a ceiling that doubles to thirty seconds")
    func backoff() {
        let policy = RetryPolicy(retries: 99)
        #expect((0..<8).map { policy.wait(retry: $0, draw: 1) } == [0.5, 1, 2, 4, 8, 16, 30, 30].map { .seconds($0) })
        #expect(policy.wait(retry: 3, draw: 0) == .zero && policy.wait(retry: 3, draw: 0.25) == .seconds(1))
        #expect(policy.wait(retry: 1_000_000, draw: 7) == .seconds(30) && policy.wait(retry: 2, draw: -1) == .zero)
    }

    @Test("whatever mixture of trouble comes, a course ends: with at most 6 busy ends, 2 malformed ones and 4 steps of dialect")
    func ends() {
        var draws = TestDraws(state: 3)
        for _ in 0..<2_000 {
            var course = course()
            var sendings = 1
            while true {
                let trouble: AttemptEnd =
                    switch Int.random(in: 0..<6, using: &draws) {
                    case 0: busy
                    case 1: .transport(.timedOut)
                    case 2: .malformed(reason: "m", usage: nil)
                    case 3: .notTaken(status: 400, message: "response_format")
                    case 4: .notTaken(status: 422, message: "use max_completion_tokens")
                    default: .notTaken(status: 400, message: "temperature")
                    }
                let action = course.next(after: trouble, now: 0, draw: 0.5)
                if case .finish(.failed) = action { break }
                sendings += 1
            }
            #expect(sendings <= 11)
        }
    }

    @Test("a dialect gives up one thing at a time, and never twice")
    func dialect() {
        var dialect = RequestDialect()
        #expect(dialect.adapted(toRefusal: "context_length_exceeded") == nil)
        for format in [RequestDialect.Format.object, .text] {
            guard let next = dialect.adapted(toRefusal: "response_format is not supported") else {
                Issue.record("no step to \(format)")
                return
            }
            dialect = next
            #expect(dialect.format == format && dialect.sendsTemperature)
        }
        #expect(dialect.adapted(toRefusal: "response_format is not supported") == nil)
        #expect(dialect.adapted(toRefusal: "Temperature is fixed")?.sendsTemperature == false)
    }

    @Test("what cannot get better ends at once")
    func atOnce() {
        var course = course()
        #expect(course.next(after: .transport(.tls(reason: "self-signed")), now: 0, draw: 0) == .stop(.tls(reason: "self-signed")))
        #expect(
            course.next(after: .transport(.tooLarge(limitBytes: 9)), now: 0, draw: 0)
                == .finish(.failed(reason: "the answer has more than 9 bytes")))
        #expect(
            course.next(after: .unexpected(status: 302, message: "moved"), now: 0, draw: 0)
                == .finish(.failed(reason: "status 302: moved")))
    }

    @Test("Retry-After with a date is counted from now")
    func date() {
        var course = course()
        let end = AttemptEnd.busy(status: 429, retryAfter: "Thu, 01 Jan 1970 00:01:40 GMT", message: "m")
        #expect(course.next(after: end, now: 60, draw: 0) == .pauseAndSend(.seconds(40)))
        #expect(course.next(after: end, now: 500, draw: 0) == .pauseAndSend(.zero))
    }
}
