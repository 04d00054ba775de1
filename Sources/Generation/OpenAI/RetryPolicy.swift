/// How often and how patiently a request is tried again.
///
/// Full jitter: the n-th wait is drawn evenly from zero to the doubled base, so that callers who failed together do not come back together.
/// Source: Brooker 2015, "Exponential backoff and jitter", AWS Architecture Blog.
package struct RetryPolicy: Equatable, Sendable {
    /// Sendings after the first, for an endpoint that is busy, silent or gone.
    package var retries: Int
    package var base: Duration
    package var longest: Duration
    /// The longest `Retry-After` that is waited for; who asks for more ends the run.
    package var longestAsked: Duration

    package init(
        retries: Int = 5, base: Duration = .milliseconds(500), longest: Duration = .seconds(30), longestAsked: Duration = .seconds(120)
    ) {
        self.retries = retries
        self.base = base
        self.longest = longest
        self.longestAsked = longestAsked
    }

    /// - Parameters:
    ///   - retry: Counts from 0.
    ///   - draw: From 0 to 1.
    package func wait(retry: Int, draw: Double) -> Duration {
        var ceiling = base
        for _ in 0..<min(retry, 30) where ceiling < longest { ceiling = ceiling * 2 }
        return min(ceiling, longest) * min(1, max(0, draw))
    }
}
