import Tensors
import Testing
import Training

struct WeightAverageTests {
    /// The arrays of one model, where an average can be taken from and written to.
    private struct Weights {
        let buffers: [AlignedBuffer<Float>]

        init(_ arrays: [[Double]]) {
            buffers = arrays.map { values in Tensor(shape: [values.count], values.map { Float($0) }).storage }
        }

        func update(_ average: inout WeightAverage) {
            withExtendedLifetime(buffers) { average.update(from: buffers.map { UnsafePointer($0.pointer) }) }
        }

        func take(_ average: borrowing WeightAverage) {
            average.write(to: buffers.map(\.pointer))
            withExtendedLifetime(buffers) {}
        }

        var values: [[Double]] { withExtendedLifetime(buffers) { buffers.map { doubles($0.elements) } } }
    }

    /// The average after each of the updates.
    private func averages(_ rule: WeightAverage.Rule, _ snapshots: [[[Double]]]) throws -> [[[Double]]] {
        var average = try WeightAverage(rule, counts: snapshots[0].map(\.count))
        return snapshots.map { snapshot in
            Weights(snapshot).update(&average)
            let target = Weights(snapshot.map { $0.map { _ in -77 } })
            target.take(average)
            return target.values
        }
    }

    /// The snapshots as the float32 numbers that they are.
    private func snapshots() throws -> [[[Double]]] {
        let golden = try OptimizationGoldens.object("averages.json")
        return try OptimizationGoldens.nested(golden, "snapshots").map { $0.map { $0.map { Double(Float($0)) } } }
    }

    private func difference(_ a: [[Double]], _ b: [[Double]]) -> Double { largestDifference(a.joined(), b.joined()) }

    @Test("the exponential average is the weighted mean of what it has seen, from the first update on")
    func exponential() throws {
        let golden = try OptimizationGoldens.object("averages.json")
        let snapshots = try snapshots()
        let found = try averages(.exponential(decay: golden.double("decay")), snapshots)
        let expected = try OptimizationGoldens.nested(golden, "exponential")
        #expect(found.count == 7)
        for (a, b) in zip(found, expected) { #expect(difference(a, b) < 1e-6) }
        #expect(found[0] == snapshots[0])
    }

    @Test("the mean is that of torch's averaged model, over all updates or from a later one on")
    func mean() throws {
        let golden = try OptimizationGoldens.object("averages.json")
        let snapshots = try snapshots()
        let all = try averages(.mean(from: 0), snapshots)
        #expect(try difference(all[6], golden.rows("meanOfAll")) < 1e-6)
        let later = try averages(.mean(from: 2), snapshots)
        #expect(try difference(later[6], golden.rows("meanFrom2")) < 1e-6)
        #expect(later[1] == snapshots[0].map { $0.map { _ in -77 } }, "nothing has been averaged yet")
        #expect(later[2] == snapshots[2])
    }

    @Test("the last k are averaged, fewer when there are no k yet")
    func last() throws {
        let golden = try OptimizationGoldens.object("averages.json")
        let snapshots = try snapshots()
        let found = try averages(.last(3), snapshots)
        #expect(try difference(found[6], golden.rows("last3")) < 1e-6)
        #expect(found[0] == snapshots[0])
        #expect(try difference(averages(.last(100), snapshots)[6], golden.rows("meanOfAll")) < 1e-6)
        #expect(try averages(.last(1), snapshots) == snapshots)
    }

    @Test(
        "an average that was saved and restored goes on to the same bits",
        arguments: [WeightAverage.Rule.exponential(decay: 0.9), .mean(from: 1), .last(2)])
    func resumed(rule: WeightAverage.Rule) throws {
        let snapshots = try snapshots()
        let straight = try averages(rule, snapshots)[6]
        var first = try WeightAverage(rule, counts: [3, 5])
        for snapshot in snapshots[..<4] { Weights(snapshot).update(&first) }
        let saved = first.buffers.map { Tensor(shape: [$0.count], Array($0.elements)).storage }
        var second = try WeightAverage(rule, updateCount: first.updateCount, restoring: saved, counts: [3, 5])
        for snapshot in snapshots[4...] { Weights(snapshot).update(&second) }
        let target = Weights([[0, 0, 0], [0, 0, 0, 0, 0]])
        target.take(second)
        #expect(target.values == straight)
    }

    @Test("an average without updates is empty and leaves weights alone")
    func empty() throws {
        let average = try WeightAverage(.last(2), counts: [2])
        let target = Weights([[1, 2]])
        target.take(average)
        let isEmpty = average.isEmpty
        #expect(isEmpty)
        #expect(target.values == [[1, 2]])
    }

    @Test("rules out of range and buffers of another model are refused")
    func refused() {
        func error(_ rule: WeightAverage.Rule, _ sizes: [Int]? = nil) -> TrainingError? {
            do throws(TrainingError) {
                if let sizes {
                    _ = try WeightAverage(rule, updateCount: 1, restoring: sizes.map { AlignedBuffer(count: $0) }, counts: [2, 3])
                } else {
                    _ = try WeightAverage(rule, counts: [2, 3])
                }
                return nil
            } catch { return error }
        }
        #expect(error(.exponential(decay: 1)) == .badOption(name: "decay", allowed: "at least 0, below 1"))
        #expect(error(.exponential(decay: .nan)) == .badOption(name: "decay", allowed: "at least 0, below 1"))
        #expect(error(.mean(from: -1)) == .badOption(name: "from", allowed: "at least 0"))
        #expect(error(.last(0)) == .badOption(name: "last", allowed: "at least 1"))
        #expect(error(.last(-3)) == .badOption(name: "last", allowed: "at least 1"))
        #expect(error(.mean(from: 0), [2]) == .countMismatch(what: "averaged arrays", expected: 2, found: 1))
        #expect(error(.mean(from: 0), [2, 4]) == .countMismatch(what: "averaged weights", expected: 3, found: 4))
        #expect(error(.last(2), [2, 3]) == .countMismatch(what: "averaged arrays", expected: 4, found: 2))
        #expect(error(.last(2), [2, 3, 2, 3]) == nil)
    }
}
