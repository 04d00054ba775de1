import Glibc

/// An operating-system thread with a name that a profiler and `top -H` show.
///
/// Compute runs on such threads and never on Swift's cooperative pool, which has one thread per core and must not be blocked.
package struct NamedThread: Sendable {
    private let handle: pthread_t

    /// Starts a thread.
    ///
    /// - Parameters:
    ///   - name: At most 15 bytes.
    ///   - stackBytes: 2 MiB holds every frame of a forward pass with room to spare.
    /// - Returns: Nil when the system gives no thread.
    package init?(_ name: String, stackBytes: Int = 2 << 20, _ run: @escaping @Sendable () -> Void) {
        precondition(name.utf8.count <= 15, "NamedThread: '\(name)' is longer than 15 bytes")
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, stackBytes)
        let body = Unmanaged.passRetained(ThreadBody(name: name, run: run))
        var handle = pthread_t()
        let status = pthread_create(
            &handle, &attributes,
            { argument in
                guard let argument else { return nil }
                let body = Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue()
                setNameOfThisThread(body.name)
                body.run()
                return nil
            }, body.toOpaque())
        guard status == 0 else {
            body.release()
            return nil
        }
        self.handle = handle
    }

    /// Waits for the thread to end. Once, and not after `detach`.
    package func join() { pthread_join(handle, nil) }

    /// Lets the thread end by itself.
    package func detach() { pthread_detach(handle) }
}

private final class ThreadBody: Sendable {
    let name: String
    let run: @Sendable () -> Void

    init(name: String, run: @escaping @Sendable () -> Void) {
        self.name = name
        self.run = run
    }
}

/// The C library's call for this is not visible to Swift; the kernel's file does the same.
private func setNameOfThisThread(_ name: String) {
    let descriptor = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    _ = name.withCString { write(descriptor, $0, strlen($0)) }
    close(descriptor)
}
