import JSONParsing

/// One change of champion: what was decided, by whom, and where every link is to point when it is done.
///
/// The record is written before anything moves and says everything that a later start needs to finish the change.
package struct PromotionRecord: Equatable, Sendable {
    package enum Kind: String, Sendable {
        case promote, rollback
    }

    package var kind: Kind
    /// The champion that is to be.
    package var bundle: BundleID
    /// The champion before; nil for the first.
    package var from: BundleID?
    /// What `previous` is to name afterwards; nil for nothing.
    package var previous: BundleID?
    package var by: String
    package var reason: String?
    /// The outcome of the gate in the bundle's manifest; nil where there is none.
    package var gate: String?
    package var time: UTCTime

    package init(
        kind: Kind, bundle: BundleID, from: BundleID?, previous: BundleID?, by: String, reason: String?, gate: String?, time: UTCTime
    ) {
        self.kind = kind
        self.bundle = bundle
        self.from = from
        self.previous = previous
        self.by = by
        self.reason = reason
        self.gate = gate
        self.time = time
    }

    var members: [(String, JSONValue)] {
        func text(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }
        return [
            ("kind", .string(kind.rawValue)), ("bundle", .string(bundle.text)), ("from", text(from?.text)),
            ("previous", text(previous?.text)), ("by", .string(by)), ("reason", text(reason)), ("gate", text(gate)),
            ("time", .string(time.iso8601)), ("seconds", .int(time.secondsSince1970)),
        ]
    }

    /// Nil when `object` is no record.
    init?(_ object: JSONObject) {
        guard let kind = object["kind"]?.string.flatMap(Kind.init), let bundle = object["bundle"]?.string.flatMap(BundleID.init),
            let by = object["by"]?.string, let seconds = object["seconds"]?.int
        else { return nil }
        var links: [BundleID?] = []
        for key in ["from", "previous"] {
            switch object[key] {
            case nil, .null: links.append(nil)
            case let value?:
                guard let id = value.string.flatMap(BundleID.init) else { return nil }
                links.append(id)
            }
        }
        self.init(
            kind: kind, bundle: bundle, from: links[0], previous: links[1], by: by, reason: object["reason"]?.string,
            gate: object["gate"]?.string, time: UTCTime(secondsSince1970: seconds))
    }
}
