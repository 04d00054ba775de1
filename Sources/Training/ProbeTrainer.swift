/// Trains the probe: a linear head on frozen embeddings.
///
/// 1. Cross-validation scores every strength of the grid on rows held back, and one is chosen (`StrengthSearch`, `StrengthRule`).
/// 2. The head is fitted on all rows with that strength, from zero.
/// 3. Temperature and biases are fitted on the chosen strength's out-of-fold logits, the only ones that tell how sure the head may be
///    on messages it has not seen.
///
/// The same input and options give the same bits.
package struct ProbeTrainer: Sendable {
    package struct Progress: Equatable, Sendable {
        package enum Phase: Equatable, Sendable { case crossValidating, fitting, calibrating }

        package let phase: Phase
        /// Fits that are done, of the fits of cross-validation and the final one.
        package let completed: Int
        package let total: Int
    }

    package var options: ProbeOptions

    package init(options: ProbeOptions = ProbeOptions()) { self.options = options }

    /// - Parameter progress: Called on the caller's thread: after every fit, and when a phase begins.
    /// - Throws: `TrainingError` when the examples do not fit together, a class has fewer than two independent rows, an option is out of
    ///   range, or the final fit does not converge.
    package func train(
        _ examples: ProbeExamples, progress: (Progress) -> Void = { _ in }
    ) throws(TrainingError) -> ProbeResult {
        let (embeddings, labels, classCount) = (examples.embeddings, examples.labels, examples.classNames.count)
        let rowWeights = examples.rowWeights ?? [Double](repeating: 1, count: labels.count)
        let groups = examples.groups ?? Array(labels.indices)
        try options.check()
        try check(examples, groups: groups, rowWeights: rowWeights)

        let clock = ContinuousClock()
        let begin = clock.now
        let total = options.repeats * options.folds * options.strengths.count + 1
        progress(Progress(phase: .crossValidating, completed: 0, total: total))
        let search = StrengthSearch(
            options: options, classCount: classCount, embeddings: embeddings, labels: labels, rowWeights: rowWeights, groups: groups)
        let found = search.run { progress(Progress(phase: .crossValidating, completed: $0, total: total)) }

        let searched = clock.now
        progress(Progress(phase: .fitting, completed: total - 1, total: total))
        let strength = found.trials[found.chosen].strength
        let fit = try options.regression(strength: strength, tolerance: options.gradientTolerance).fit(
            embeddings, labels: labels, rowWeights: rowWeights, classCount: classCount)
        guard fit.converged else { throw .notConverged(iterations: fit.iterations, gradNorm: fit.gradNorm) }

        let fitted = clock.now
        progress(Progress(phase: .calibrating, completed: total, total: total))
        let pooledLogits = Array(found.outOfFoldLogits.joined())
        let pooledLabels = Array(repeatElement(labels, count: options.repeats).joined())
        let temperature = Calibration.fittingTemperature(logits: pooledLogits, labels: pooledLabels, classCount: classCount)
        let withBias = Calibration.fittingTemperatureAndBias(logits: pooledLogits, labels: pooledLabels, classCount: classCount)
        let probabilities = temperature.probabilities(logits: found.outOfFoldLogits[0], classCount: classCount)
        let report = try EvaluationReport(
            probabilities: probabilities, labels: labels, classNames: examples.classNames,
            bootstrap: Bootstrap(resamples: options.bootstrapResamples, seed: options.seed))
        let temperatureFit = CalibrationFit(temperature, logits: pooledLogits, labels: pooledLabels, classCount: classCount)
        let biasFit = CalibrationFit(withBias, logits: pooledLogits, labels: pooledLabels, classCount: classCount)
        return ProbeResult(
            head: fit.head, strength: strength, trials: found.trials,
            isAtEdgeOfGrid: found.trials.count > 1 && (found.chosen == 0 || found.chosen == found.trials.count - 1),
            classWeights: options.classWeighting.classWeights(labels: labels, rowWeights: rowWeights, classCount: classCount),
            iterations: fit.iterations, gradNorm: fit.gradNorm, temperature: temperatureFit, temperatureAndBias: biasFit,
            outOfFoldLogits: found.outOfFoldLogits[0], outOfFoldProbabilities: probabilities, outOfFold: report,
            timings: ProbeTimings(
                crossValidation: searched - begin, finalFit: fitted - searched, calibrationAndReport: clock.now - fitted))
    }

    private func check(_ examples: ProbeExamples, groups: [Int], rowWeights: [Double]) throws(TrainingError) {
        let (labels, classCount) = (examples.labels, examples.classNames.count)
        try LogisticRegression.check(examples.embeddings, labels: labels, rowWeights: rowWeights, classCount: classCount)
        guard groups.count == labels.count else {
            throw .countMismatch(what: "groups", expected: labels.count, found: groups.count)
        }
        // A row of weight 0 teaches nothing, so it does not count here.
        var groupsOfClass = [Set<Int>](repeating: [], count: classCount)
        for row in labels.indices where rowWeights[row] > 0 { groupsOfClass[labels[row]].insert(groups[row]) }
        if let label = groupsOfClass.firstIndex(where: { $0.count < 2 }) {
            throw .tooFewGroups(className: examples.classNames[label], found: groupsOfClass[label].count, needed: 2)
        }
    }
}
