package import Classification

/// Counts of what a model said of some texts.
package struct VerdictCounts: Equatable, Sendable {
    package private(set) var texts = 0
    /// `[C]`.
    package private(set) var classes: [Int]
    /// By `EntropyBins`.
    package private(set) var entropies: [Int]
    package private(set) var embeddings = StateMeans()

    package init(classCount: Int) {
        classes = [Int](repeating: 0, count: classCount)
        entropies = [Int](repeating: 0, count: EntropyBins.count)
    }

    package mutating func add(_ hour: HourSummary) {
        guard hour.classCounts.count == classes.count else { return }
        texts += hour.texts
        for index in classes.indices { classes[index] += hour.classCounts[index] }
        for index in entropies.indices { entropies[index] += hour.entropyCounts[index] }
        embeddings.add(hour.embeddings)
    }

    package mutating func add(_ verdict: Verdict) {
        guard verdict.scores.count == classes.count, !classes.isEmpty else { return }
        texts += 1
        let best = verdict.scores.indices.max { verdict.scores[$0] < verdict.scores[$1] } ?? 0
        classes[best] += 1
        entropies[EntropyBins.bin(verdict.entropy)] += 1
        if let state = verdict.state { embeddings.add(state, layer: verdict.layers) }
    }
}

/// What a comparison of traffic is made from.
package struct DriftEvidence: Sendable {
    package let bundle: String
    package let labels: [String]
    /// The last hours, and those before them, under `bundle`.
    package let window: VerdictCounts
    package let before: VerdictCounts
    /// The development rows, scored by `bundle` as the guard scores.
    package let reference: VerdictCounts
    /// Captured texts against training texts; nil with the reason in `domainFault`.
    package let domain: DomainClassifier?
    package let domainFault: String?

    package init(
        bundle: String, labels: [String], window: VerdictCounts, before: VerdictCounts, reference: VerdictCounts,
        domain: DomainClassifier? = nil, domainFault: String? = nil
    ) {
        self.bundle = bundle
        self.labels = labels
        self.window = window
        self.before = before
        self.reference = reference
        self.domain = domain
        self.domainFault = domainFault
    }

    /// The hours of the newest bundle, parted into the last `windowHours` up to `hour`, and those before.
    ///
    /// - Returns: Nil when there is no hour.
    package static func parts(
        of hours: [HourSummary], windowHours: Int, now hour: Int
    ) -> (bundle: String, labels: [String], window: VerdictCounts, before: VerdictCounts)? {
        guard let newest = hours.last(where: { $0.hour <= hour }) else { return nil }
        var window = VerdictCounts(classCount: newest.labels.count)
        var before = window
        for summary in hours where summary.bundle == newest.bundle && summary.labels == newest.labels && summary.hour <= hour {
            if summary.hour > hour - windowHours { window.add(summary) } else { before.add(summary) }
        }
        return (newest.bundle, newest.labels, window, before)
    }
}
