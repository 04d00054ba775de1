import Foundation
import Kernels
import Tensors
import TestSupport
import Testing

struct AdamWTests {
    /// The runs of `generate/gradients.py`, with its numbers.
    private static let runs: [(name: String, learningRate: Double, beta1: Double, beta2: Double, epsilon: Double, weightDecay: Double)] = [
        ("usual", 2e-5, 0.9, 0.999, 1e-8, 0.01),
        ("fast", 1e-2, 0.8, 0.95, 1e-6, 0.1),
        ("no-decay", 1e-3, 0.9, 0.98, 1e-8, 0),
    ]

    @Test("parameters and moments follow torch.optim.AdamW step by step", arguments: InstructionSet.available)
    func torch(set: InstructionSet) throws {
        let file = try SafetensorsFile(reading: Goldens.folder.path + "/gradients/adamw.safetensors")
        for run in Self.runs {
            let gradients = try file.tensor(run.name + ".gradients")
            let (steps, count) = (gradients.shape[0], gradients.shape[1])
            let parameters = try file.tensor(run.name + ".parameters", shape: [steps + 1, count])
            let firstMoments = try file.tensor(run.name + ".first_moments", shape: [steps, count])
            let secondMoments = try file.tensor(run.name + ".second_moments", shape: [steps, count])
            var w = Array(parameters.elements[..<count])
            var (m, v) = ([Float](repeating: 0, count: count), [Float](repeating: 0, count: count))
            for step in 0..<steps {
                let row = step * count..<(step + 1) * count
                // Half the gradient, scaled back: what accumulation and clipping do.
                let halves = gradients.elements[row].map { $0 / 2 }
                adamWStep(
                    parameters: &w, gradients: halves, firstMoment: &m, secondMoment: &v, count: count,
                    AdamWStep(
                        learningRate: run.learningRate, beta1: run.beta1, beta2: run.beta2, epsilon: run.epsilon,
                        weightDecay: run.weightDecay, step: step + 1, gradientScale: 2), set)
                #expect(relativeDistance(w, parameters.elements[row.lowerBound + count..<row.upperBound + count]) < 1e-6)
                #expect(relativeDistance(m, firstMoments.elements[row]) < 1e-5)
                #expect(relativeDistance(v, secondMoments.elements[row]) < 1e-5)
            }
        }
    }

    @Test("the fast version equals the definition at every edge of the vectors", arguments: InstructionSet.available)
    func edges(set: InstructionSet) {
        var random = RandomNumbers(seed: 95)
        for count in [0, 1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 33] {
            let (w, g, m, v) = (random.floats(count), random.floats(count), random.floats(count), random.floats(count, in: 0...1))
            var fast = (w: w + [7], m: m + [7], v: v + [7])
            var plain = fast
            let step = AdamWStep(learningRate: 0.01, weightDecay: 0.1, step: 3, gradientScale: 0.25)
            adamWStep(parameters: &fast.w, gradients: g, firstMoment: &fast.m, secondMoment: &fast.v, count: count, step, set)
            adamWStepReference(parameters: &plain.w, gradients: g, firstMoment: &plain.m, secondMoment: &plain.v, count: count, step)
            #expect(distance(fast.w, plain.w) < 1e-6 && distance(fast.m, plain.m) < 1e-6 && distance(fast.v, plain.v) < 1e-6)
        }
    }

    @Test("a parameter without a gradient only decays", arguments: InstructionSet.available)
    func decay(set: InstructionSet) {
        var w: [Float] = [2]
        var (m, v): ([Float], [Float]) = ([0], [0])
        adamWStep(
            parameters: &w, gradients: [0], firstMoment: &m, secondMoment: &v, count: 1,
            AdamWStep(learningRate: 0.5, weightDecay: 0.25, step: 1), set)
        #expect(w == [1.75] && m == [0] && v == [0])
    }

    private func relativeDistance(_ values: [Float], _ exact: Slice<UnsafeBufferPointer<Float>>) -> Float {
        zip(values, exact).reduce(0) { max($0, abs($1.0 - $1.1) / max(abs($1.1), 1e-4)) }
    }
}
