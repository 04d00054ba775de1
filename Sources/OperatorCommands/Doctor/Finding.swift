package import JSONParsing

/// What one check of `picketctl doctor` came to.
package struct Finding: Equatable, Sendable {
    package enum Level: String, CaseIterable, Sendable {
        case ok
        /// It works, and is not as it should be.
        case warning
        case failing
        /// It cannot be known here; `found` says why.
        case skipped
    }

    /// What was looked at, in a few words.
    package let check: String
    package let level: Level
    /// One sentence.
    package let found: String
    /// One sentence with the command; nil when there is nothing to do.
    package let remedy: String?

    private init(_ check: String, _ level: Level, _ found: String, _ remedy: String?) {
        self.check = check
        self.level = level
        self.found = found
        self.remedy = remedy
    }

    package static func ok(_ check: String, _ found: String) -> Finding { Finding(check, .ok, found, nil) }

    package static func warning(_ check: String, _ found: String, remedy: String) -> Finding { Finding(check, .warning, found, remedy) }

    package static func failing(_ check: String, _ found: String, remedy: String) -> Finding { Finding(check, .failing, found, remedy) }

    /// - Parameter remedy: How it would come to be known.
    package static func skipped(_ check: String, _ why: String, remedy: String) -> Finding { Finding(check, .skipped, why, remedy) }

    package var json: JSONValue {
        [
            "check": .string(check), "level": .string(level.rawValue), "found": .string(found),
            "remedy": remedy.map { .string($0) } ?? nil,
        ]
    }
}
