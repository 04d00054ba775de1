package import Tensors

/// The average of the weights that a run passes through, which is often a better model than the last of them.
///
/// Three rules. The exponential one follows the weights and is corrected for its start, so that the first update counts in full
/// rather than being mixed with zeros; the mean takes every update from a given one on alike; `last` keeps the latest k apart, for
/// runs whose end is not known beforehand, at the price of k copies of the weights.
///
/// The same updates give the same bits. An update costs one pass over the weights and is bound by memory.
///
/// Source: Polyak & Juditsky 1992 (means); Izmailov et al. 2018, arXiv:1803.05407 (means of epochs); Kingma & Ba 2015,
/// arXiv:1412.6980, §3 (the correction). The mean matches torch.optim.swa_utils.AveragedModel.
package struct WeightAverage: ~Copyable {
    package enum Rule: Equatable, Sendable {
        /// Each update keeps `decay` of what there was.
        case exponential(decay: Double)
        /// All updates alike, but the first `from` are passed over.
        case mean(from: Int)
        /// The latest k updates alike.
        case last(Int)
    }

    package let rule: Rule
    /// How often `update` was called, passed-over updates included.
    package private(set) var updateCount: Int
    /// The state: one buffer for each array of weights; for `last(k)` k times that, the copies one after the other, used in turn.
    package let buffers: [AlignedBuffer<Float>]
    private let counts: [Int]

    /// - Parameter counts: Elements of each array of weights.
    /// - Throws: `badOption` for a decay outside 0..<1, a negative `from`, or a k below 1.
    package init(_ rule: Rule, counts: [Int]) throws(TrainingError) {
        try self.init(
            rule, updateCount: 0, restoring: Self.bufferCounts(rule, counts).map { AlignedBuffer(count: $0) }, counts: counts)
    }

    /// Goes on from a state that was saved; the buffers become this value's own.
    ///
    /// - Throws: also `countMismatch` when the buffers are not those of this rule and these weights.
    package init(
        _ rule: Rule, updateCount: Int, restoring buffers: [AlignedBuffer<Float>], counts: [Int]
    ) throws(TrainingError) {
        switch rule {
        case .exponential(let decay):
            guard decay >= 0 && decay < 1 else { throw .badOption(name: "decay", allowed: "at least 0, below 1") }
        case .mean(let from): guard from >= 0 else { throw .badOption(name: "from", allowed: "at least 0") }
        case .last(let k): guard k >= 1 else { throw .badOption(name: "last", allowed: "at least 1") }
        }
        guard updateCount >= 0 else { throw .badOption(name: "updateCount", allowed: "at least 0") }
        let expected = Self.bufferCounts(rule, counts)
        guard buffers.count == expected.count else {
            throw .countMismatch(what: "averaged arrays", expected: expected.count, found: buffers.count)
        }
        for (buffer, count) in zip(buffers, expected) where buffer.count != count {
            throw .countMismatch(what: "averaged weights", expected: count, found: buffer.count)
        }
        self.rule = rule
        self.updateCount = updateCount
        self.buffers = buffers
        self.counts = counts
    }

    /// True until the first update that counts.
    package var isEmpty: Bool { countedUpdates == 0 }

    /// Takes in the weights as they are now.
    ///
    /// - Parameter weights: Arrays of the counts given at the start; the caller keeps their memory alive for the call.
    package mutating func update(from weights: [UnsafePointer<Float>]) {
        precondition(weights.count == counts.count, "update: \(weights.count) arrays, expected \(counts.count)")
        updateCount += 1
        let counted = countedUpdates
        guard counted > 0 else { return }
        switch rule {
        case .exponential(let decay):
            // The share of the newest in Σ decay^(t−s) · x_s / Σ decay^(t−s).
            let remaining = (0..<counted).reduce(into: 1.0) { power, _ in power *= decay }
            mix(weights, share: Float((1 - decay) / (1 - remaining)))
        case .mean: mix(weights, share: 1 / Float(counted))
        case .last(let k):
            let first = (counted - 1) % k * counts.count
            for (index, count) in counts.enumerated() { buffers[first + index].pointer.update(from: weights[index], count: count) }
        }
    }

    /// Overwrites the weights with the average; leaves them alone when it is empty.
    package func write(to weights: [UnsafeMutablePointer<Float>]) {
        precondition(weights.count == counts.count, "write: \(weights.count) arrays, expected \(counts.count)")
        guard !isEmpty else { return }
        guard case .last(let k) = rule else {
            for (index, count) in counts.enumerated() { weights[index].update(from: buffers[index].pointer, count: count) }
            return
        }
        let held = min(k, countedUpdates)
        for (index, count) in counts.enumerated() {
            let copies = (0..<held).map { buffers[$0 * counts.count + index].pointer }
            for element in 0..<count {
                var sum = 0.0
                for copy in copies { sum += Double(copy[element]) }
                weights[index][element] = Float(sum / Double(held))
            }
        }
    }

    private var countedUpdates: Int {
        if case .mean(let from) = rule { max(0, updateCount - from) } else { updateCount }
    }

    /// average += share · (weights − average).
    private func mix(_ weights: [UnsafePointer<Float>], share: Float) {
        for (index, count) in counts.enumerated() {
            let (average, newest) = (buffers[index].pointer, weights[index])
            if share == 1 {
                average.update(from: newest, count: count)
            } else {
                for element in 0..<count { average[element] += share * (newest[element] - average[element]) }
            }
        }
    }

    private static func bufferCounts(_ rule: Rule, _ counts: [Int]) -> [Int] {
        guard case .last(let k) = rule else { return counts }
        return (0..<max(0, k)).flatMap { _ in counts }
    }
}
