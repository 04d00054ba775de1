/// Where a program tells what happens to it: structured in the journal, as lines on standard error off systemd.
///
///     let log = EventLog(program: "picketd")
///     log.report(.bundleActivated, "serving 20261122T150301-3fa9c1d204be", .bundle("20261122T150301-3fa9c1d204be"))
///     log.write(.info, "listening on /run/picket/picket.sock")
///
/// Off systemd the first of these is the line
///
///     2026-11-23T10:00:00Z notice picketd: serving 20261122T150301-3fa9c1d204be [bundle-activated]
///
/// The text of a message to be classified is never given to it, in no field: no caller has a place to put one.
package struct EventLog: Sendable {
    package let program: String
    private let sink: @Sendable (JournalEntry) -> Void

    /// - Parameters:
    ///   - program: Becomes `SYSLOG_IDENTIFIER`.
    ///   - sink: Takes every entry, from any thread; by default the journal when standard error leads there, else standard error.
    package init(program: String, sink: @escaping @Sendable (JournalEntry) -> Void = JournalEntry.standardSink) {
        self.program = program
        self.sink = sink
    }

    /// Tells of an event, once, with the priority that it has.
    package func report(_ event: ServiceEvent, _ message: String, _ fields: EventField...) { report(event, message, fields) }

    package func report(_ event: ServiceEvent, _ message: String, _ fields: [EventField]) {
        sink(JournalEntry(program: program, priority: event.priority, message: message, event: event, fields: fields))
    }

    /// A line that is no event.
    package func write(_ priority: JournalPriority, _ message: String) {
        sink(JournalEntry(program: program, priority: priority, message: message, event: nil, fields: []))
    }
}
