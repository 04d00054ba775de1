/// How a store is opened.
package struct StoreOptions: Sendable {
    /// The wall clock; tests pass their own.
    package var clock: @Sendable () -> Timestamp
    /// How long a write waits for another process that writes.
    package var busyTimeout: Duration
    /// A limit of the file's size: a write that would pass it fails as on a full disk. nil: the disk is the limit.
    package var maxBytes: Int?
    /// Up to this size the start checks every page and index (`integrity_check`) and every foreign key; above it, `quick_check`, which
    /// leaves out what costs a search per row: whether each index agrees with its table.
    package var fullCheckLimitBytes: Int
    /// Called after each commit that changed something, in the order of commits, while nothing else is written: the files on disk are
    /// what a process killed at this moment leaves behind. When it throws, the store is dead: this and every later call fail with
    /// `.interrupted`, so that the code under test cannot write past the crash that is being simulated.
    package var afterEachWrite: (@Sendable (CommittedWrite) throws -> Void)?

    package init(
        clock: @escaping @Sendable () -> Timestamp = { .now }, busyTimeout: Duration = .seconds(10), maxBytes: Int? = nil,
        fullCheckLimitBytes: Int = 64 << 20, afterEachWrite: (@Sendable (CommittedWrite) throws -> Void)? = nil
    ) {
        self.clock = clock
        self.busyTimeout = busyTimeout
        self.maxBytes = maxBytes
        self.fullCheckLimitBytes = fullCheckLimitBytes
        self.afterEachWrite = afterEachWrite
    }
}

/// A transaction that has reached the disk.
package struct CommittedWrite: Equatable, Sendable {
    /// Counts from 1 in the life of a store.
    package let index: Int
    /// What was done, such as `import messages`.
    package let name: String
}
