package import Logging

/// Lets libraries that log through swift-log write into an `EventLog`; what they say is never an event.
package struct EventLogHandler: LogHandler {
    private let log: EventLog
    package var metadata: Logger.Metadata = [:]
    package var logLevel = Logger.Level.info

    package init(_ log: EventLog) { self.log = log }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) { log.write(Self.priority(event.level), "\(event.message)") }

    private static func priority(_ level: Logger.Level) -> JournalPriority {
        switch level {
        case .trace, .debug: .debug
        case .info: .info
        case .notice: .notice
        case .warning: .warning
        case .error, .critical: .error
        }
    }
}
