import CKernels
import Glibc

/// The numbers of one step of AdamW, in double precision until they meet the arrays.
package struct AdamWStep: Sendable, Equatable {
    package let learningRate: Double
    package let beta1: Double
    package let beta2: Double
    package let epsilon: Double
    package let weightDecay: Double
    package let biasCorrection1: Double
    package let biasCorrection2: Double
    /// What gradients are multiplied by first: clipping, and the mean over accumulated batches.
    package let gradientScale: Double

    package init(
        learningRate: Double, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8, weightDecay: Double,
        biasCorrection1: Double, biasCorrection2: Double, gradientScale: Double = 1
    ) {
        self.learningRate = learningRate
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        self.weightDecay = weightDecay
        self.biasCorrection1 = biasCorrection1
        self.biasCorrection2 = biasCorrection2
        self.gradientScale = gradientScale
    }

    /// The step with this number, counted from 1: the bias corrections are 1 - betaⁿ.
    package init(
        learningRate: Double, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8, weightDecay: Double, step: Int,
        gradientScale: Double = 1
    ) {
        precondition(step > 0, "AdamWStep: step \(step)")
        self.init(
            learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon, weightDecay: weightDecay,
            biasCorrection1: 1 - pow(beta1, Double(step)), biasCorrection2: 1 - pow(beta2, Double(step)), gradientScale: gradientScale)
    }
}

/// One step of AdamW on an array of parameters.
///
///     g = gradientScale · gradient
///     w = w · (1 - learningRate · weightDecay)
///     m = beta1 · m + (1 - beta1) · g
///     v = beta2 · v + (1 - beta2) · g²
///     w = w - learningRate / biasCorrection1 · m / (√v / √biasCorrection2 + epsilon)
///
/// Source: Loshchilov & Hutter 2019, arXiv:1711.05101, algorithm 2. Matches torch.optim.AdamW (one tensor at a time, no amsgrad).
/// Cost: memory-bound, 7 passes of 4 bytes an element.
///
/// - Parameters:
///   - parameters: `[count]`, overwritten.
///   - gradients: `[count]`, read.
///   - firstMoment: `[count]`, overwritten; zero before the first step.
///   - secondMoment: As `firstMoment`.
package func adamWStep(
    parameters: UnsafeMutablePointer<Float>, gradients: UnsafePointer<Float>, firstMoment: UnsafeMutablePointer<Float>,
    secondMoment: UnsafeMutablePointer<Float>, count: Int, _ step: AdamWStep, _ instructionSet: InstructionSet = .best
) {
    precondition(count >= 0, "adamWStep: \(count) elements")
    var numbers = picket_adamw_step(
        gradient_scale: Float(step.gradientScale), decay: Float(1 - step.learningRate * step.weightDecay),
        one_minus_beta1: Float(1 - step.beta1), beta2: Float(step.beta2), one_minus_beta2: Float(1 - step.beta2),
        step_size: Float(step.learningRate / step.biasCorrection1),
        inverse_root_correction2: Float(1 / step.biasCorrection2.squareRoot()), epsilon: Float(step.epsilon))
    picket_adamw(instructionSet.rawValue, parameters, gradients, firstMoment, secondMoment, count, &numbers)
}

package func adamWStepReference(
    parameters: UnsafeMutablePointer<Float>, gradients: UnsafePointer<Float>, firstMoment: UnsafeMutablePointer<Float>,
    secondMoment: UnsafeMutablePointer<Float>, count: Int, _ step: AdamWStep
) {
    for index in 0..<count {
        let g = step.gradientScale * Double(gradients[index])
        let m = step.beta1 * Double(firstMoment[index]) + (1 - step.beta1) * g
        let v = step.beta2 * Double(secondMoment[index]) + (1 - step.beta2) * g * g
        let decayed = Double(parameters[index]) * (1 - step.learningRate * step.weightDecay)
        let deviation = v.squareRoot() / step.biasCorrection2.squareRoot() + step.epsilon
        parameters[index] = Float(decayed - step.learningRate / step.biasCorrection1 * m / deviation)
        firstMoment[index] = Float(m)
        secondMoment[index] = Float(v)
    }
}
