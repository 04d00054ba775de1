package import JSONParsing

/// What one model said in one hour of the wall clock, in numbers alone.
package struct HourSummary: Equatable, Sendable {
    /// Since 1970-01-01T00:00:00Z.
    package let hour: Int
    package let bundle: String
    /// In the order of the logits.
    package let labels: [String]
    package private(set) var texts: Int
    /// Texts whose highest score a label has, `[C]`.
    package private(set) var classCounts: [Int]
    /// By `EntropyBins`.
    package private(set) var entropyCounts: [Int]
    /// In nats.
    package private(set) var entropySum: Double
    /// The sum of the score vectors, `[C]`.
    package private(set) var scoreSums: [Double]
    /// Of the texts that one window holds.
    package private(set) var embeddings = StateMeans()
    /// Texts that left before the last layer.
    package private(set) var earlyExits: Int

    package init(hour: Int, bundle: String, labels: [String]) {
        self.hour = hour
        self.bundle = bundle
        self.labels = labels
        (texts, earlyExits, entropySum) = (0, 0, 0)
        classCounts = [Int](repeating: 0, count: labels.count)
        entropyCounts = [Int](repeating: 0, count: EntropyBins.count)
        scoreSums = [Double](repeating: 0, count: labels.count)
    }

    /// Counts a verdict of a model with these labels.
    ///
    /// - Parameter layers: L of the model.
    package mutating func add(_ verdict: Verdict, layers: Int) {
        precondition(verdict.scores.count == labels.count, "HourSummary: \(verdict.scores.count) scores for \(labels.count) labels")
        texts += 1
        var best = 0
        for index in verdict.scores.indices {
            scoreSums[index] += Double(verdict.scores[index])
            if verdict.scores[index] > verdict.scores[best] { best = index }
        }
        if !labels.isEmpty { classCounts[best] += 1 }
        entropyCounts[EntropyBins.bin(verdict.entropy)] += 1
        entropySum += Double(verdict.entropy)
        if verdict.layers < layers { earlyExits += 1 }
        if let state = verdict.state { embeddings.add(state, layer: verdict.layers) }
    }

    /// The time at which the hour begins.
    package var start: UTCTime { UTCTime(secondsSince1970: hour * 3_600) }
}

extension HourSummary {
    package var json: JSONValue {
        func perLabel(_ value: (Int) -> JSONValue) -> JSONValue {
            .object(JSONObject(labels.enumerated().map { ($1, value($0)) }))
        }
        return [
            "hour": .int(hour), "start": .string(start.iso8601), "bundle": .string(bundle), "texts": .int(texts),
            "early_exits": .int(earlyExits), "classes": perLabel { .int(classCounts[$0]) },
            "entropy": [
                "sum": .double(entropySum), "bin_width": .double(EntropyBins.width), "counts": .array(entropyCounts.map { .int($0) }),
            ],
            "score_sums": perLabel { .double(scoreSums[$0]) },
            "embeddings": embeddings.json,
        ]
    }

    /// Largest number of texts that is believed: an hour of a machine that gives ten million verdicts a second.
    private static let mostTexts = 36_000_000_000
    private static let mostLabels = 10_000

    /// Reads what `json` wrote, from a file or an answer; nil for anything that does not add up.
    package init?(json: JSONValue) {
        guard let object = json.object, let hour = object["hour"]?.int, (0...100_000_000).contains(hour),
            let bundle = object["bundle"]?.string, let texts = object["texts"]?.int, (0...Self.mostTexts).contains(texts),
            let earlyExits = object["early_exits"]?.int, (0...texts).contains(earlyExits),
            let classes = object["classes"]?.object, (1...Self.mostLabels).contains(classes.count),
            let sums = object["score_sums"]?.object, sums.keys == classes.keys,
            let entropy = object["entropy"]?.object, entropy["bin_width"]?.double == EntropyBins.width,
            let entropySum = entropy["sum"]?.double, entropySum.isFinite, entropySum >= 0,
            let classCounts = Self.counts(classes.members.map(\.value), total: texts),
            let embeddings = object["embeddings"].flatMap({ StateMeans(json: $0, texts: texts) }),
            let entropyCounts = Self.counts(entropy["counts"]?.array ?? [], total: texts), entropyCounts.count == EntropyBins.count
        else { return nil }
        self.init(hour: hour, bundle: bundle, labels: classes.keys)
        scoreSums = sums.members.compactMap { $0.value.double }.filter(\.isFinite)
        guard scoreSums.count == labels.count, Set(labels).count == labels.count else { return nil }
        self.texts = texts
        self.earlyExits = earlyExits
        self.classCounts = classCounts
        self.entropyCounts = entropyCounts
        self.entropySum = entropySum
        self.embeddings = embeddings
    }

    /// Numbers from 0 on that sum to `total`.
    private static func counts(_ values: [JSONValue], total: Int) -> [Int]? {
        var rest = total
        var result: [Int] = []
        for value in values {
            guard let count = value.int, (0...rest).contains(count) else { return nil }
            rest -= count
            result.append(count)
        }
        return rest == 0 ? result : nil
    }
}
