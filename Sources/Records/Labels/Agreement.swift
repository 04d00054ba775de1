package import LabeledData

/// How far two annotators agree on the items that both labelled, beyond what chance alone would give.
///
///     κ = (p_o − p_e) / (1 − p_e)
///
/// p_o is the part of the items with the same label twice; p_e = Σ_c a_c · b_c is what independent annotators with the same habits
/// would reach, from the shares a_c and b_c of class c among the first and the second labels. 1 is full agreement, 0 is chance.
///
/// Source: J. Cohen, A coefficient of agreement for nominal scales, Educational and Psychological Measurement 20(1), 1960, eq. 1.
/// With more than two people, each item counts the first two that labelled it, the one with the smaller name as the first rater: the
/// pairs are pooled, and who happened to answer first does not move κ.
package struct Agreement: Equatable, Sendable {
    package let items: Int
    /// p_o; nil without items.
    package let observed: Double?
    /// nil without items, and when p_e is 1: two annotators who both know one class only.
    package let kappa: Double?

    package init(pairs: [(SafetyClass, SafetyClass)]) {
        items = pairs.count
        guard !pairs.isEmpty else {
            observed = nil
            kappa = nil
            return
        }
        var first = [Int](repeating: 0, count: SafetyClass.count)
        var second = first
        for (a, b) in pairs {
            first[a.index] += 1
            second[b.index] += 1
        }
        let count = Double(pairs.count)
        let same = Double(pairs.count { $0.0 == $0.1 }) / count
        let chance = zip(first, second).reduce(0) { $0 + Double($1.0) * Double($1.1) } / (count * count)
        observed = same
        kappa = chance < 1 ? (same - chance) / (1 - chance) : nil
    }

    package init(_ items: some Sequence<MessageLabels>) {
        self.init(
            pairs: items.compactMap { labels in
                let firstTwo = labels.answers.filter { !$0.isAdjudication }.prefix(2).sorted { $0.annotator < $1.annotator }
                return firstTwo.count == 2 ? (firstTwo[0].label, firstTwo[1].label) : nil
            })
    }
}

extension RecordStore {
    /// Agreement over the items of a round, or over everything that was ever labelled twice.
    package func agreement(round: String? = nil) throws(RecordsError) -> Agreement {
        try read { transaction in
            var ledger = LabelLedger()
            try transaction.forEach(
                "\(LabelEvent.query) WHERE ?1 IS NULL OR e.message IN (SELECT message FROM queries WHERE round = ?1) ORDER BY e.seq",
                [.optional(round)]
            ) { ledger.apply(try LabelEvent($0)) }
            return Agreement(ledger.messages.sorted { $0.key < $1.key }.map(\.value))
        }
    }
}
