package import JSONParsing

/// Whether the traffic of the last hours is what the model was made for, with the figures.
///
/// Three things are asked: which classes the model finds, how sure it is, and, where messages are captured, whether a classifier can tell them
/// from training texts. The first two are held against the development rows and against the hours before; the configuration says which of the
/// two may alarm, the other is shown. The rate of false alarms is shared out over the questions that may alarm (Bonferroni).
package struct DriftReport: Equatable, Sendable {
    /// One question with its figures.
    package struct Comparison: Equatable, Sendable {
        package enum Subject: String, Sendable { case classes, entropy }

        package let subject: Subject
        package let reference: DriftSettings.Reference
        package let test: StabilityTest
        package let level: DriftLevel
        /// Whether it counts for the report's level.
        package let counts: Bool
    }

    package let bundle: String
    package let labels: [String]
    package let windowHours: Int
    package let texts: Int
    package let comparisons: [Comparison]
    package let domain: DomainClassifier?
    package let domainLevel: DriftLevel
    package let domainFault: String?
    package let embeddings: [EmbeddingShift]
    /// The p-value below which a question may alarm.
    package let pLevel: Double
    package let level: DriftLevel

    package init(_ evidence: DriftEvidence, settings: DriftSettings, seed: UInt64) {
        let questions = evidence.domain == nil ? 2 : 3
        let pLevel = settings.falseAlarmRate / Double(questions)
        func compare(
            _ subject: Comparison.Subject, _ reference: DriftSettings.Reference, _ expected: VerdictCounts,
            _ part: KeyPath<VerdictCounts, [Int]>
        ) -> Comparison? {
            guard expected.texts > 0, evidence.window.texts > 0 else { return nil }
            let test = StabilityTest(expectedCounts: expected[keyPath: part], actualCounts: evidence.window[keyPath: part], seed: seed)
            return Comparison(
                subject: subject, reference: reference, test: test, level: test.verdict(level: pLevel),
                counts: reference == settings.reference)
        }
        let comparisons = [
            compare(.classes, .training, evidence.reference, \.classes), compare(.entropy, .training, evidence.reference, \.entropies),
            compare(.classes, .traffic, evidence.before, \.classes), compare(.entropy, .traffic, evidence.before, \.entropies),
        ].compactMap { $0 }
        bundle = evidence.bundle
        labels = evidence.labels
        windowHours = settings.windowHours
        texts = evidence.window.texts
        self.comparisons = comparisons
        domain = evidence.domain
        domainFault = evidence.domainFault
        embeddings = EmbeddingShift.all(window: evidence.window.embeddings, reference: evidence.reference.embeddings)
        domainLevel = evidence.domain?.verdict(level: pLevel) ?? .quiet
        self.pLevel = pLevel
        level = comparisons.filter(\.counts).map(\.level).reduce(domainLevel, max)
    }

    /// The figures in a sentence, and what a person may do.
    package var sentence: String {
        var parts = comparisons.filter { $0.counts && $0.level > .quiet }.map { comparison in
            "the \(comparison.subject == .classes ? "classes" : "entropies") of \(texts) messages have a stability index of "
                + "\(Self.rounded(comparison.test.index)) against the \(comparison.reference == .training ? "development rows" : "hours before")"
        }
        if let domain, domainLevel > .quiet {
            parts.append(
                "a classifier tells \(domain.captured) captured messages from training texts with an area of \(Self.rounded(domain.area))")
        }
        guard !parts.isEmpty else { return "no drift in the last \(windowHours) hours under \(bundle) (\(texts) messages)" }
        return "drift in the last \(windowHours) hours under \(bundle): \(parts.joined(separator: "; ")). Nothing is changed by this; "
            + "'picketctl round start' asks people about the messages that the model is least sure of"
    }

    private static func rounded(_ value: Double) -> String {
        let thousandths = Int((value * 1_000).rounded())
        let digits = String(thousandths % 1_000)
        return "\(thousandths / 1_000)." + String(repeating: "0", count: max(0, 3 - digits.utf8.count)) + digits
    }

    package var json: JSONValue {
        [
            "bundle": .string(bundle), "level": .string(level.rawValue), "sentence": .string(sentence), "window_hours": .int(windowHours),
            "messages": .int(texts), "p_level": .double(pLevel), "labels": .array(labels.map { .string($0) }),
            "comparisons": .array(
                comparisons.map { comparison in
                    var object = JSONObject([
                        ("subject", .string(comparison.subject.rawValue)), ("reference", .string(comparison.reference.rawValue)),
                        ("level", .string(comparison.level.rawValue)), ("alarms", .bool(comparison.counts)),
                    ])
                    for member in comparison.test.json.object?.members ?? [] { object[member.key] = member.value }
                    return .object(object)
                }),
            "domain": domain.map { domain in
                var object = domain.json.object ?? JSONObject()
                object["level"] = .string(domainLevel.rawValue)
                return .object(object)
            } ?? nil,
            "embeddings": .array(embeddings.map(\.json)), "domain_missing": domainFault.map { .string($0) } ?? nil,
        ]
    }

    /// What the event in the record of events holds: the figures without the tables.
    package var eventPayload: JSONObject {
        var payload = JSONObject([("bundle", .string(bundle)), ("level", .string(level.rawValue)), ("messages", .int(texts))])
        for comparison in comparisons {
            payload["psi_\(comparison.subject.rawValue)_\(comparison.reference.rawValue)"] = .double(comparison.test.index)
        }
        if let domain { payload["auc"] = .double(domain.area) }
        return payload
    }
}
