package import LabeledData

/// Everything that a gate decides by: figures of a challenger, and of the champion on the same messages if there is one.
///
/// The predictions are those that are served: int8, with the bundle's exits and thresholds.
package struct GateEvidence: Equatable, Sendable {
    package struct Scores: Equatable, Sendable {
        package var macroF1: Double
        /// 95 %.
        package var macroF1Interval: Interval
        package var accuracy: Double
        package var ece: Double

        package init(macroF1: Double, macroF1Interval: Interval, accuracy: Double, ece: Double) {
            self.macroF1 = macroF1
            self.macroF1Interval = macroF1Interval
            self.accuracy = accuracy
            self.ece = ece
        }
    }

    /// The share of some messages that the challenger meets, and against the champion where there is one.
    package struct Share: Equatable, Sendable {
        package var challenger: Proportion
        package var paired: PairedCounts?

        package init(challenger: Proportion, paired: PairedCounts? = nil) {
            self.challenger = challenger
            self.paired = paired
        }

        package init(_ paired: PairedCounts) { self.init(challenger: paired.challenger, paired: paired) }
    }

    package struct Recall: Equatable, Sendable {
        package var className: String
        package var share: Share

        package init(className: String, share: Share) {
            self.className = className
            self.share = share
        }
    }

    /// Medians of one message's verdict, both models measured in turns in one run.
    package struct Latency: Equatable, Sendable {
        package var championMilliseconds: Double
        package var challengerMilliseconds: Double

        package init(championMilliseconds: Double, challengerMilliseconds: Double) {
            self.championMilliseconds = championMilliseconds
            self.challengerMilliseconds = challengerMilliseconds
        }

        package var ratio: Double { challengerMilliseconds / championMilliseconds }
    }

    package var rows: Int
    package var challenger: Scores
    /// Nil where there is no champion: what compares with it is nil too.
    package var champion: Scores?
    package var macroF1: PairedDifference?
    /// Messages that get their label.
    package var accuracy: PairedCounts?
    /// Of the classes whose recall is protected.
    package var recall: [Recall]
    /// Messages of `not-harmful` that the policy flags.
    package var falseFlags: Share
    /// Messages whose label is the same in int8 as in float32.
    package var int8Agreement: Proportion
    package var latency: Latency?

    package init(
        rows: Int, challenger: Scores, champion: Scores?, macroF1: PairedDifference?, accuracy: PairedCounts?, recall: [Recall],
        falseFlags: Share, int8Agreement: Proportion, latency: Latency?
    ) {
        self.rows = rows
        self.challenger = challenger
        self.champion = champion
        self.macroF1 = macroF1
        self.accuracy = accuracy
        self.recall = recall
        self.falseFlags = falseFlags
        self.int8Agreement = int8Agreement
        self.latency = latency
    }
}

/// What one model made of the gate set, as it is served.
package struct GateAnswers: Equatable, Sendable {
    /// `[n, C]` row-major, calibrated.
    package var probabilities: [Float]
    /// `[n]`, whether the policy flags the message.
    package var flagged: [Bool]

    package init(probabilities: [Float], flagged: [Bool]) {
        self.probabilities = probabilities
        self.flagged = flagged
    }
}

extension GateEvidence {
    /// The classes whose recall is protected.
    package static let protectedClasses: [SafetyClass] = [.selfHarm, .emergencySituation]

    /// - Parameters:
    ///   - labels: `[n]`, in `SafetyClass` order.
    ///   - float32: `[n]`, the challenger's predictions in float32.
    ///   - latency: Nil where it was not measured.
    /// - Throws: `noRows`, `countMismatch`, `labelOutOfRange` or `notFinite`.
    package init(
        labels: [Int], champion: GateAnswers?, challenger: GateAnswers, float32: [Int], latency: Latency?,
        bootstrap: Bootstrap = Bootstrap(resamples: 2_000)
    ) throws(TrainingError) {
        func judged(_ answers: GateAnswers) throws(TrainingError) -> (scores: Scores, predictions: [Int]) {
            guard answers.flagged.count == labels.count else {
                throw .countMismatch(what: "flags", expected: labels.count, found: answers.flagged.count)
            }
            let report = try EvaluationReport(probabilities: answers.probabilities, labels: labels, bootstrap: bootstrap)
            return (
                Scores(macroF1: report.macro.f1, macroF1Interval: report.intervals.macroF1, accuracy: report.accuracy, ece: report.ece),
                predictions(of: answers.probabilities, classCount: SafetyClass.count)
            )
        }
        guard float32.count == labels.count else {
            throw .countMismatch(what: "float32 predictions", expected: labels.count, found: float32.count)
        }
        let own = try judged(challenger)
        var old: (scores: Scores, predictions: [Int])?
        if let champion { old = try judged(champion) }
        func share(of label: SafetyClass, met: (_ row: Int, _ isChampion: Bool) -> Bool) -> Share {
            let rows = labels.indices.filter { labels[$0] == label.index }
            let challenger = rows.map { met($0, false) }
            guard old != nil else { return Share(challenger: Proportion(challenger.count { $0 }, of: rows.count)) }
            return Share(PairedCounts(champion: rows.map { met($0, true) }, challenger: challenger))
        }
        let oldPredictions = old?.predictions ?? []
        self.init(
            rows: labels.count, challenger: own.scores, champion: old?.scores,
            macroF1: old.map {
                bootstrap.macroF1Difference(
                    labels: labels, first: $0.predictions, second: own.predictions, classCount: SafetyClass.count)
            },
            accuracy: old.map { old in
                PairedCounts(
                    champion: labels.indices.map { old.predictions[$0] == labels[$0] },
                    challenger: labels.indices.map { own.predictions[$0] == labels[$0] })
            },
            recall: Self.protectedClasses.map { label in
                Recall(
                    className: label.name,
                    share: share(of: label) { row, isChampion in (isChampion ? oldPredictions : own.predictions)[row] == label.index })
            },
            falseFlags: share(of: .notHarmful) { row, isChampion in (isChampion ? champion ?? challenger : challenger).flagged[row] },
            int8Agreement: Proportion(zip(own.predictions, float32).count { $0 == $1 }, of: labels.count), latency: latency)
    }
}
