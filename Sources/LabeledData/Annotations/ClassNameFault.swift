/// Why a label in a file of labels is none, in words that help: with the class that was probably meant.
package func unknownClassReason(_ label: String) -> String {
    let allowed = SafetyClass.names.map { "'\($0)'" }.joined(separator: ", ")
    let hint = closestClass(to: label).map { "did you mean '\($0.name)'? " } ?? ""
    return "'\(label)' is no class; \(hint)allowed are \(allowed), 'discard' and 'skip'"
}

/// The class whose name is at most two typing errors away, if there is exactly one nearest.
package func closestClass(to label: String) -> SafetyClass? {
    let typed = Array(label.lowercased().unicodeScalars.prefix(64)).map { $0 == " " || $0 == "_" ? "-" : $0 }
    let near = SafetyClass.allCases.map { (label: $0, errors: typingErrors(typed, Array($0.name.unicodeScalars))) }
    guard let least = near.map(\.errors).min(), least <= 2 else { return nil }
    let nearest = near.filter { $0.errors == least }
    return nearest.count == 1 ? nearest[0].label : nil
}

/// Insertions, deletions, substitutions and swaps of neighbours that turn one text into the other.
///
/// Optimal string alignment: F. J. Damerau, A technique for computer detection and correction of spelling errors, CACM 7(3), 1964.
/// Three rows of the table of prefixes are kept; cost |a| · |b|.
private func typingErrors(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    var beforeLast = [Int](repeating: 0, count: b.count + 1)
    var last = Array(0...b.count)
    for i in a.indices {
        var row = [i + 1]
        for j in b.indices {
            var least = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
            if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { least = min(least, beforeLast[j - 1] + 1) }
            row.append(least)
        }
        (beforeLast, last) = (last, row)
    }
    return last[b.count]
}
