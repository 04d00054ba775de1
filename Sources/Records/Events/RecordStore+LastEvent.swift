extension RecordStore {
    /// The newest event of one of these kinds; nil when there is none.
    package func lastEvent(_ kinds: [String]) throws(RecordsError) -> RecordedEvent? {
        let marks = kinds.map { _ in "?" }.joined(separator: ", ")
        return try read {
            try $0.first(
                "SELECT * FROM events WHERE kind IN (\(marks)) ORDER BY seq DESC LIMIT 1", kinds.map { .text($0) }, RecordedEvent.init)
        }
    }
}
