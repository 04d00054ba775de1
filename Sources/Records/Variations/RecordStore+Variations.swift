package import LabeledData

/// How many variations there are of a class under a verdict, reviews included.
package struct VariationCount: Equatable, Sendable {
    package let label: SafetyClass
    /// `accepted`, `needs-review`, or `rejected:<rule>`; a person's rejection is `rejected:review`.
    package let verdict: String
    package let count: Int
}

extension RecordStore {
    /// Records variations, all or none. One that is there with the same content is passed over.
    ///
    /// - Returns: How many were new.
    /// - Throws: `.conflict` when an id is there with another content; `.unknown` for a message, round or request that is not.
    @discardableResult
    package func saveVariations(_ variations: [Variation]) throws(RecordsError) -> Int {
        try write("save variations") { transaction in
            var added = 0
            for variation in variations {
                if let known = try transaction.first("SELECT * FROM variations WHERE id = ?", [.text(variation.id)], Variation.init) {
                    guard known == variation else { throw RecordsError.conflict(.variation, id: variation.id) }
                    continue
                }
                try transaction.requireRound(variation.round)
                try transaction.require(.message, variation.message, "SELECT 1 FROM messages WHERE id = ?")
                if let key = variation.request { try transaction.require(.request, key, "SELECT 1 FROM generation_requests WHERE key = ?") }
                try transaction.run(
                    """
                    INSERT INTO variations (id, round, message, human_label, label, relation, template_hash, generator, model, parameters,
                        request, text, filters, verdict, rule, created_at)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """, variation.cells + [.time(transaction.now)])
                added += 1
            }
            return added
        }
    }

    /// Records a person's decision; the same decision again by the same person adds nothing.
    @discardableResult
    package func review(
        _ variation: String, _ decision: ReviewDecision, by reviewer: String, note: String? = nil
    ) throws(RecordsError) -> Int {
        try write("review") { transaction in
            try transaction.require(.variation, variation, "SELECT 1 FROM variations WHERE id = ?")
            let last = try transaction.first(
                "SELECT * FROM variation_reviews WHERE variation = ? ORDER BY seq DESC LIMIT 1", [.text(variation)], VariationReview.init)
            if let last, last.decision == decision, last.reviewer == reviewer, note == nil || note == last.note { return last.seq }
            var label: String?
            if case .relabel(let value) = decision { label = value.name }
            try transaction.run(
                "INSERT INTO variation_reviews (variation, at, reviewer, decision, class, note) VALUES (?, ?, ?, ?, ?, ?)",
                [
                    .text(variation), .time(transaction.now), .text(reviewer), .text(decision.name), .optional(label), .optional(note),
                ])
            return transaction.lastRow
        }
    }

    /// Variations in the order in which they were recorded, with their last review; of one round when `round` is given.
    package func variations(round: String? = nil) throws(RecordsError) -> [ReviewedVariation] {
        try read { transaction in
            var reviews: [Int: VariationReview] = [:]
            try transaction.forEach(
                """
                SELECT v.number, r.* FROM variation_reviews r JOIN variations v ON v.id = r.variation
                WHERE ?1 IS NULL OR v.round = ?1 ORDER BY r.seq
                """, [.optional(round)]
            ) { reviews[try $0.integer("number")] = try VariationReview($0) }
            return try transaction.rows("SELECT * FROM variations WHERE ?1 IS NULL OR round = ?1 ORDER BY number", [.optional(round)]) {
                row in
                ReviewedVariation(variation: try Variation(row), review: reviews[try row.integer("number")])
            }
        }
    }

    /// All decisions on a variation, in their order.
    package func reviews(of variation: String) throws(RecordsError) -> [VariationReview] {
        try read {
            try $0.rows("SELECT * FROM variation_reviews WHERE variation = ? ORDER BY seq", [.text(variation)], VariationReview.init)
        }
    }

    /// How many variations of a round wait for a person.
    package func openReviewCount(round: String) throws(RecordsError) -> Int {
        try read {
            try $0.count(
                """
                SELECT COUNT(*) FROM variations v WHERE v.round = ? AND v.verdict = 'needs-review'
                AND NOT EXISTS (SELECT 1 FROM variation_reviews r WHERE r.variation = v.id)
                """, [.text(round)])
        }
    }

    /// Counts by the class that is meant and the verdict, in class order; of one round when `round` is given.
    package func variationCounts(round: String? = nil) throws(RecordsError) -> [VariationCount] {
        var counts: [SafetyClass: [String: Int]] = [:]
        for reviewed in try variations(round: round) {
            let verdict =
                switch reviewed.review?.decision {
                case .accept, .relabel: "accepted"
                case .reject: "rejected:review"
                case nil: reviewed.variation.verdict.rule.map { "rejected:\($0)" } ?? reviewed.variation.verdict.name
                }
            counts[reviewed.trainingLabel ?? reviewed.variation.label, default: [:]][verdict, default: 0] += 1
        }
        return SafetyClass.allCases.flatMap { label in
            (counts[label] ?? [:]).sorted { $0.key < $1.key }.map { VariationCount(label: label, verdict: $0.key, count: $0.value) }
        }
    }
}
