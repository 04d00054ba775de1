/// How short and how long a variation may be, absolutely and beside its source. Lengths are in characters.
package struct LengthBounds: Equatable, Sendable {
    package var fewest = 6
    package var most = 1200
    /// A source may be a title of three words: below this a variation is never too long.
    package var mostBesideShortSource = 400
    package var shortestShare = 0.12
    package var longestShare = 6.0

    package init() {}

    /// Nil when the length is right.
    package func objection(_ text: String, source: String) -> String? {
        let (length, sourceLength) = (text.count, source.count)
        let floor = max(fewest, Int(shortestShare * Double(min(sourceLength, 1 << 20))))
        let ceiling = min(most, max(mostBesideShortSource, Int(longestShare * Double(min(sourceLength, 1 << 20)))))
        if length < floor { return "\(length) characters, at least \(floor) are asked" }
        if length > ceiling { return "\(length) characters, at most \(ceiling) are allowed" }
        return nil
    }
}
