import JSONParsing

/// Why a bundle must not take the champion's place without a named person's word; nil when its gate is word enough, and for the champion
/// itself.
///
/// The gate has to have said `promote`, against the champion that is there now; and nobody may have rolled back from the bundle since it
/// was last promoted, for what the gate could not see has been seen then.
package func promotionDoubt(_ manifest: BundleManifest, champion: BundleID?, journal: PromotionJournal) -> String? {
    if manifest.id == champion { return nil }
    guard let gate = manifest.gate.object, let outcome = manifest.gateOutcome else { return "it has passed no gate" }
    guard outcome == "promote" else {
        let reasons = (gate["reasons"]?.array ?? []).compactMap(\.string)
        return "its gate says \(outcome)" + (reasons.isEmpty ? "" : " (\(reasons.joined(separator: "; ")))")
    }
    let compared = gate["champion"]?.string
    guard compared == champion?.text else {
        return "its gate compared it with \(compared ?? "no champion"), and the champion is \(champion?.text ?? "none")"
    }
    guard let left = journal.rollback(from: manifest.id) else { return nil }
    return "\(left.by) rolled back from it at \(left.time.iso8601)" + (left.reason.map { " (\($0))" } ?? "")
}

extension PromotionJournal {
    /// The rollback that ended a bundle's last time as the champion; nil when it ended otherwise, or has not.
    package func rollback(from id: BundleID) -> PromotionRecord? {
        let last = entries.last { $0.end == .done && ($0.record.bundle == id || $0.record.from == id) }
        return last.flatMap { $0.record.kind == .rollback && $0.record.from == id && $0.record.bundle != id ? $0.record : nil }
    }
}
