import ArgumentParser
package import ConsolePrograms
import DurableFiles
import Glibc
import LabeledData

/// Which messages are measured with.
struct TextOptions: ParsableArguments {
    @Option(help: "Messages: one a line, or a .tsv, .csv or .jsonl file with a column text (the development rows of the seed set).")
    var texts: String?

    func read() throws(ProgramFailure) -> [String] { try TextSource.read(try TextSource.seedFile("dev.tsv", unless: texts)) }
}

/// Messages from a file.
package enum TextSource {
    /// - Throws: Exit 66 for a file that is missing, is not UTF-8, or has no message.
    package static func read(_ path: String) throws(ProgramFailure) -> [String] {
        if [".tsv", ".csv", ".jsonl"].contains(where: path.hasSuffix) {
            do throws(DataFileError) { return try readDataFile(path, requireLabels: false).map(\.text) } catch {
                throw ProgramFailure(.inputMissing, "\(error)")
            }
        }
        let bytes: [UInt8]
        do throws(FileError) { bytes = try readFile(path, limitBytes: 1 << 30) } catch { throw ProgramFailure(.inputMissing, "\(error)") }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ProgramFailure(.inputMissing, "'\(path)' is not valid UTF-8")
        }
        let lines = text.utf8.split(separator: UInt8(ascii: "\n")).filter { $0.contains { $0 > 0x20 } }
        guard !lines.isEmpty else { throw ProgramFailure(.inputMissing, "'\(path)' has no message") }
        return lines.map { String(Substring($0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0)) }
    }

    /// A file of the seed set: in the working folder, or in the source tree that the program was built in.
    ///
    /// - Parameter chosen: Another file, which the user names.
    static func seedFile(_ name: String, unless chosen: String?) throws(ProgramFailure) -> String {
        if let chosen { return chosen }
        let inTree = "models/seed/" + name
        var candidates = [inTree]
        var place = folder(of: thisProgram)
        while place.count > 1 {
            candidates.append(place + "/" + inTree)
            place = folder(of: place)
        }
        if let found = candidates.first(where: isFile) { return found }
        throw ProgramFailure(.inputMissing, "the seed set is not here ('\(inTree)'); name a file of your own")
    }

    /// The path of the program that runs; empty where the kernel does not say.
    static var thisProgram: String { linkTarget("/proc/self/exe") ?? "" }
}
