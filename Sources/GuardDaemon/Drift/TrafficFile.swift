import Classification
import DurableFiles
import JSONParsing

/// Where the hours outlive a restart: one small file, written on stop and read on start.
struct TrafficFile {
    let path: String
    /// A week of hours, each with as many models and layers as are kept.
    private static let limitBytes = 64 << 20

    /// What the file holds; an empty history where there is none, or nothing that can be read.
    func read(now hour: Int) -> (history: TrafficHistory, fault: String?) {
        let bytes: [UInt8]
        do throws(FileError) { bytes = try readFile(path, limitBytes: Self.limitBytes) } catch {
            return (TrafficHistory(), error.isMissing ? nil : "\(error)")
        }
        do throws(JSONError) {
            return (TrafficHistory(json: try JSONParser.parse(bytes), now: hour), nil)
        } catch { return (TrafficHistory(), "'\(path)': \(error)") }
    }

    func write(_ history: TrafficHistory) throws(FileError) {
        try replaceFile(path, JSONWriter.compact(history.json) + [UInt8(ascii: "\n")], mode: 0o640)
    }
}
