/// Who has sent requests to one event loop lately. Used on that loop only.
///
/// A loop whose last requests all came over one connection keeps nobody waiting when it is busy with that connection for a moment; when
/// a second client turns up, it waits for that moment once.
package struct RecentSenders {
    /// How many requests in a row make a connection the only one.
    package static let runLength = 16

    private var last: ObjectIdentifier?
    private var run = 0

    package init() {}

    /// Takes note of a request.
    ///
    /// - Returns: True when it and those before it, `runLength` in all, came from this sender.
    package mutating func note(_ sender: AnyObject) -> Bool {
        let sender = ObjectIdentifier(sender)
        run = sender == last ? min(run + 1, Self.runLength) : 1
        last = sender
        return run == Self.runLength
    }
}
