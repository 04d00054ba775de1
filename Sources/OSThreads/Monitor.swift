import Glibc

/// A value behind a lock on which threads can wait for a change.
///
/// `Synchronization.Mutex` has no condition variable, and compute threads have to sleep without turning a timer.
///
/// Waiters that wait for different things wait at different places, so that a change wakes those whom it concerns and nobody else: a
/// thread woken for nothing takes a processor from the one that has work, and one that is woken in another's stead loses the work.
///
/// `@unchecked Sendable` because `value` is reached only with `lock` held.
package final class Monitor<Value: Sendable>: @unchecked Sendable {
    /// Whom a change wakes.
    package enum Waking: Sendable {
        case nobody, one, all
    }

    private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    /// One condition variable for each place.
    private let places: UnsafeMutableBufferPointer<pthread_cond_t>
    private var value: Value

    /// - Parameter places: How many places there are to wait at, numbered from 0.
    package init(_ value: Value, places: Int = 1) {
        precondition(places > 0, "Monitor: no place to wait at")
        self.value = value
        self.places = .allocate(capacity: places)
        pthread_mutex_init(lock, nil)
        for place in self.places.indices { pthread_cond_init(&self.places[place], nil) }
    }

    deinit {
        for place in places.indices { pthread_cond_destroy(&places[place]) }
        pthread_mutex_destroy(lock)
        places.deallocate()
        lock.deallocate()
    }

    package func withLock<Result>(_ body: (inout Value) -> Result) -> Result {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        return body(&value)
    }

    /// Changes the value and wakes waiters at a place.
    package func update<Result>(waking: Waking = .one, at place: Int = 0, _ body: (inout Value) -> Result) -> Result {
        let result = withLock(body)
        wake(waking, at: place)
        return result
    }

    /// Wakes waiters for a change that was made before.
    package func wake(_ waking: Waking, at place: Int = 0) {
        switch waking {
        case .nobody: break
        case .one: pthread_cond_signal(&places[place])
        case .all: pthread_cond_broadcast(&places[place])
        }
    }

    /// Waits at a place until `body` gives a result.
    package func wait<Result>(at place: Int = 0, for body: (inout Value) -> Result?) -> Result {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        while true {
            if let result = body(&value) { return result }
            pthread_cond_wait(&places[place], lock)
        }
    }
}
