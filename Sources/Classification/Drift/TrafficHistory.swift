package import JSONParsing

/// The hours of the last seven days, each with a summary for every model that answered in it.
package struct TrafficHistory: Equatable, Sendable {
    package static let hoursKept = 7 * 24
    /// Summaries of one hour at most, so that models swapped in and out in a loop do not fill the memory; those of more are not counted.
    static let mostBundlesPerHour = 16

    /// By hour, then in the order in which the models came.
    package private(set) var hours: [HourSummary] = []

    package init() {}

    /// Counts a verdict; forgets what has become too old.
    ///
    /// - Parameters:
    ///   - hour: Of the wall clock, since 1970-01-01T00:00:00Z. One before the newest is counted to the hour it names where that is kept.
    ///   - layers: L of the model.
    package mutating func add(_ verdict: Verdict, bundle: String, labels: [String], layers: Int, hour: Int) {
        if let last = hours.indices.last, hours[last].hour == hour, hours[last].bundle == bundle, hours[last].labels == labels {
            hours[last].add(verdict, layers: layers)
            return
        }
        if let index = hours.lastIndex(where: { $0.hour == hour && $0.bundle == bundle && $0.labels == labels }) {
            hours[index].add(verdict, layers: layers)
            return
        }
        guard hours.count(where: { $0.hour == hour }) < Self.mostBundlesPerHour else { return }
        var summary = HourSummary(hour: hour, bundle: bundle, labels: labels)
        summary.add(verdict, layers: layers)
        let place = hours.lastIndex { $0.hour <= hour }.map { $0 + 1 } ?? 0
        hours.insert(summary, at: place)
        forget(before: hour)
    }

    /// Forgets hours that are seven days older than `hour` and more, and hours that a clock which was ahead has left behind it.
    package mutating func forget(before hour: Int) {
        hours.removeAll { $0.hour <= hour - Self.hoursKept || $0.hour > hour + Self.hoursKept }
    }

    package var json: JSONValue { ["version": 1, "hours": .array(hours.map(\.json))] }

    /// Reads what `json` wrote; summaries that do not add up are left out.
    package init(json: JSONValue, now hour: Int) {
        guard let object = json.object, object["version"]?.int == 1 else { return }
        var found = (object["hours"]?.array ?? []).prefix(Self.hoursKept * Self.mostBundlesPerHour).compactMap(HourSummary.init(json:))
        found.removeAll { $0.hour > hour }
        hours = found.enumerated().sorted { ($0.element.hour, $0.offset) < ($1.element.hour, $1.offset) }.map(\.element)
        forget(before: hour)
    }
}
