package import ConsolePrograms
package import JSONParsing
import LabeledData

/// What is to be sent of one file, ready and measured. Every file of a command is read and made ready before the first is sent: a bad row
/// in the last of them sends nothing.
package struct FileRequest {
    package let file: String
    package let rows: Int
    /// JSON.
    package let body: [UInt8]

    /// What the trainer takes at once, and how long it may take over it.
    package static let maxBytes = 256 << 20
    static let timeout = Duration.seconds(600)

    package init(file: String, rows: Int, _ members: [(String, JSONValue?)], maxBytes: Int = maxBytes) throws(ProgramFailure) {
        self.file = file
        self.rows = rows
        body = JSONWriter.compact(requestBody(members))
        guard body.count <= maxBytes else {
            throw ProgramFailure(
                .usage, "'\(file)' makes a request of \(body.count) bytes, and the trainer takes \(maxBytes) at once: split the file")
        }
    }

    func send(to client: DaemonClient, _ path: String) throws(ProgramFailure) -> JSONObject {
        try client.post(path, bytes: body, timeout: Self.timeout)
    }
}

/// Runs the reading of a file; what is wrong with it is exit 66, with the file and the row.
func readingFile<Result>(_ body: () throws(DataFileError) -> Result) throws(ProgramFailure) -> Result {
    do throws(DataFileError) { return try body() } catch { throw ProgramFailure(.inputMissing, displayText("\(error)", columns: 2_000)) }
}
