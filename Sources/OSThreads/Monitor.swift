import Glibc

/// A value behind a lock on which threads can wait for a change.
///
/// `Synchronization.Mutex` has no condition variable, and compute threads have to sleep without turning a timer.
///
/// `@unchecked Sendable` because `value` is reached only with `lock` held.
package final class Monitor<Value: Sendable>: @unchecked Sendable {
    private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var value: Value

    package init(_ value: Value) {
        self.value = value
        pthread_mutex_init(lock, nil)
        pthread_cond_init(changed, nil)
    }

    deinit {
        pthread_cond_destroy(changed)
        pthread_mutex_destroy(lock)
        changed.deallocate()
        lock.deallocate()
    }

    package func withLock<Result>(_ body: (inout Value) -> Result) -> Result {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        return body(&value)
    }

    /// Changes the value and wakes one waiter, or all.
    package func update<Result>(wakingAll: Bool = false, _ body: (inout Value) -> Result) -> Result {
        pthread_mutex_lock(lock)
        let result = body(&value)
        pthread_mutex_unlock(lock)
        if wakingAll { pthread_cond_broadcast(changed) } else { pthread_cond_signal(changed) }
        return result
    }

    /// Waits until `body` gives a result.
    package func wait<Result>(for body: (inout Value) -> Result?) -> Result {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        while true {
            if let result = body(&value) { return result }
            pthread_cond_wait(changed, lock)
        }
    }
}
