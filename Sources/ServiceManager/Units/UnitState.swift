/// A unit as the service manager has it.
package struct UnitState: Equatable, Sendable {
    /// `picketd.service`.
    package let name: String
    /// `loaded`, `not-found`, `masked`, `bad-setting`, `error`.
    package let load: String
    /// `active`, `inactive`, `failed`, `activating`, `deactivating`, `reloading`.
    package let active: String
    /// `running`, `listening`, `waiting`, `dead` and so on.
    package let sub: String
    /// `enabled`, `disabled`, `static`; empty for a unit without a file.
    package let file: String
    /// `success`, or how it last failed: `exit-code`, `oom-kill`, `watchdog`.
    package let result: String?
    /// Since it was last started by hand.
    package let restarts: Int?
    /// Of a service that runs.
    package let pid: Int?
    /// What the service says of itself.
    package let statusText: String?
    package let memoryBytes: UInt64?
    /// Microseconds since 1970; nil for a unit that was never active.
    package let activeSince: UInt64?
    /// The file has changed since it was read.
    package let needsReload: Bool
    package let timer: TimerState?

    /// - Parameter properties: Of org.freedesktop.systemd1.Unit and of the interface of the unit's kind. What is missing or of another
    ///   type is read as absent: the service manager may be of another version.
    package init(name: String, properties: [String: UnitProperty]) {
        func text(_ key: String) -> String? { properties[key]?.text.flatMap { $0.isEmpty ? nil : $0 } }
        func positive(_ key: String) -> UInt64? { properties[key]?.number.flatMap { $0 > 0 ? $0 : nil } }
        self.name = name
        load = text("LoadState") ?? "unknown"
        active = text("ActiveState") ?? "unknown"
        sub = text("SubState") ?? "unknown"
        file = text("UnitFileState") ?? ""
        result = text("Result")
        restarts = properties["NRestarts"]?.number.map { Int(clamping: $0) }
        pid = positive("MainPID").map { Int(clamping: $0) }
        statusText = text("StatusText")
        memoryBytes = properties["MemoryCurrent"]?.number
        activeSince = positive("ActiveEnterTimestamp")
        needsReload = properties["NeedDaemonReload"]?.flag ?? false
        timer =
            name.hasSuffix(".timer")
            ? TimerState(next: positive("NextElapseUSecRealtime"), last: positive("LastTriggerUSec")) : nil
    }

    package var isThere: Bool { load != "not-found" }
    package var isActive: Bool { active == "active" || active == "reloading" }
    package var isFailed: Bool { active == "failed" }
}

/// When a timer fires, in microseconds since 1970.
package struct TimerState: Equatable, Sendable {
    /// Nil while it is not active.
    package let next: UInt64?
    /// Nil when it never fired.
    package let last: UInt64?

    package init(next: UInt64?, last: UInt64?) {
        self.next = next
        self.last = last
    }
}
