/// The learning rate over a run: up in a straight line from 0 to the peak, then down in a straight line to 0.
///
/// A step is known by how many updates have been made before it. With a warm-up the first update is therefore made with a rate of 0,
/// and the peak is reached after `warmupSteps` of them.
///
/// Source: transformers.get_linear_schedule_with_warmup under torch.optim.lr_scheduler.LambdaLR.
package struct LearningRateSchedule: Equatable, Sendable {
    package let peak: Double
    package let totalSteps: Int
    package let warmupSteps: Int

    /// - Throws: `badOption` for a peak that is negative or not finite, no steps at all, or a warm-up longer than the run.
    package init(peak: Double, totalSteps: Int, warmupSteps: Int) throws(TrainingError) {
        guard peak.isFinite && peak >= 0 else { throw .badOption(name: "peak", allowed: "finite and not negative") }
        guard totalSteps > 0 else { throw .badOption(name: "totalSteps", allowed: "positive") }
        guard (0...totalSteps).contains(warmupSteps) else { throw .badOption(name: "warmupSteps", allowed: "0 to \(totalSteps)") }
        self.peak = peak
        self.totalSteps = totalSteps
        self.warmupSteps = warmupSteps
    }

    /// The warm-up as a share of the run, rounded up to whole steps as transformers.TrainingArguments does.
    package init(peak: Double, totalSteps: Int, warmupShare: Double) throws(TrainingError) {
        guard (0...1).contains(warmupShare) else { throw .badOption(name: "warmupShare", allowed: "0 to 1") }
        try self.init(peak: peak, totalSteps: totalSteps, warmupSteps: Int((Double(max(0, totalSteps)) * warmupShare).rounded(.up)))
    }

    /// What the peak is multiplied by after `step` updates, in 0…1; 0 from `totalSteps` on.
    package func multiplier(_ step: Int) -> Double {
        precondition(step >= 0, "multiplier: step \(step)")
        if step < warmupSteps { return Double(step) / Double(max(1, warmupSteps)) }
        return max(0, Double(totalSteps - step) / Double(max(1, totalSteps - warmupSteps)))
    }

    package func rate(_ step: Int) -> Double { peak * multiplier(step) }
}
