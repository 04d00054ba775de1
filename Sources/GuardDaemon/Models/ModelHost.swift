package import Classification
import Synchronization

/// The model in service, and the only place where it changes.
///
/// A request takes the reference when it is admitted and keeps it to the end, so a swap never changes a request half-way; the old
/// model is freed when the last request that holds it is done. Loading, verification and the self-test happen before the exchange:
/// whatever fails, the old model has never stopped serving (except in exclusive mode, where it is loaded again).
package final class ModelHost: Sendable {
    package struct Served: Sendable {
        package let model: Classifier
        package let policy: Policy
    }

    private struct State {
        var served: Served?
        var isSwapping = false
        var swaps = 0
        var failedSwaps = 0
        var lastFailure: String?
        var since = UTCTime.now
    }

    package struct Status: Sendable {
        package let bundle: String?
        package let isSwapping: Bool
        package let swaps: Int
        package let failedSwaps: Int
        package let lastFailure: String?
        package let since: UTCTime
    }

    private let state = Mutex(State())
    private let load: @Sendable (ModelSource) throws(ClassificationError) -> Classifier
    private let policy: @Sendable (Classifier) -> Policy

    /// - Parameters:
    ///   - load: Reads, verifies and self-tests a model; called on the caller's thread.
    ///   - policy: The rules that apply to a model.
    package init(
        load: @escaping @Sendable (ModelSource) throws(ClassificationError) -> Classifier,
        policy: @escaping @Sendable (Classifier) -> Policy
    ) {
        self.load = load
        self.policy = policy
    }

    package var served: Served? { state.withLock { $0.served } }

    package var status: Status {
        state.withLock { state in
            Status(
                bundle: state.served?.model.name, isSwapping: state.isSwapping, swaps: state.swaps, failedSwaps: state.failedSwaps,
                lastFailure: state.lastFailure, since: state.since)
        }
    }

    /// Replaces the model in service.
    ///
    /// - Parameter pause: Given in exclusive mode: stops admission and returns when nothing is in flight.
    /// - Throws: `.busy` when another activation runs, `.failed` with the reason; the old model serves on.
    package func activate(
        _ source: ModelSource, mode: GuardConfiguration.SwapMode, waitUntilIdle: () -> Void
    ) throws(ActivationError) -> Classifier {
        let begun = state.withLock { state in
            guard !state.isSwapping else { return false }
            state.isSwapping = true
            return true
        }
        guard begun else { throw .busy }
        defer { state.withLock { $0.isSwapping = false } }
        var old: Served?
        if mode == .exclusive {
            old = state.withLock { state in
                defer { state.served = nil }
                return state.served
            }
            waitUntilIdle()
        }
        let fallback = old?.model.source
        old = nil
        do throws(ClassificationError) {
            let model = try load(source)
            install(model)
            return model
        } catch {
            state.withLock { state in
                state.failedSwaps += 1
                state.lastFailure = "\(error)"
            }
            if let fallback, let restored = try? load(fallback) { install(restored, isSwap: false) }
            throw .failed(error)
        }
    }

    /// Makes the policy of the model in service anew.
    ///
    /// - Returns: The model; nil when there is none.
    package func applyPolicy() -> Classifier? {
        guard let model = served?.model else { return nil }
        let policy = policy(model)
        // A swap may have come in between; its model has a policy that is as new.
        state.withLock { state in
            if state.served?.model === model { state.served = Served(model: model, policy: policy) }
        }
        return model
    }

    private func install(_ model: Classifier, isSwap: Bool = true) {
        let served = Served(model: model, policy: policy(model))
        let old = state.withLock { state in
            defer {
                state.served = served
                state.since = .now
                if isSwap { state.swaps += 1 }
            }
            return state.served
        }
        _ = old  // Freed here, outside the lock, when no request holds it.
    }
}

package enum ActivationError: Error, Equatable, CustomStringConvertible {
    case busy
    case failed(ClassificationError)

    package var description: String {
        switch self {
        case .busy: "another activation is running"
        case .failed(let error): error.description
        }
    }
}
