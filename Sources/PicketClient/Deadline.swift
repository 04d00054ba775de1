/// Runs `operation` and gives up when `limit` is over or the task is cancelled; the operation is cancelled then.
///
/// - Parameter operation: Gets the moment at which it is given up.
func withDeadline<Value: Sendable>(
    _ limit: Duration, _ operation: @escaping @Sendable (ContinuousClock.Instant) async throws(NoVerdict) -> Value
) async throws(NoVerdict) -> Value {
    let end = ContinuousClock.now + limit
    let first: Result<Value, NoVerdict>? = await withTaskGroup(of: Result<Value, NoVerdict>.self) { group in
        group.addTask {
            do throws(NoVerdict) { return .success(try await operation(end)) } catch { return .failure(error) }
        }
        group.addTask {
            do { try await Task.sleep(until: end, clock: .continuous) } catch { return .failure(.cancelled) }
            return .failure(.deadlineExceeded)
        }
        defer { group.cancelAll() }
        return await group.next()
    }
    guard let first else { throw .deadlineExceeded }
    return try first.get()
}
