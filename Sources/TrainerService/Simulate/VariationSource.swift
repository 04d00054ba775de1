package import ConsolePrograms
import DurableFiles
import JSONParsing
package import LabeledData

/// Where the variations of a labelled message come from.
package protocol VariationSource: Sendable {
    /// For the outputs.
    var name: String { get }

    /// Texts that keep the message's label; none where there are none.
    func variations(of text: String, label: SafetyClass) -> [String]
}

/// Messages alone.
package struct NoVariations: VariationSource {
    package let name = "none"
    package init() {}
    package func variations(of text: String, label: SafetyClass) -> [String] { [] }
}

/// Variations that were written before, from a file of JSON lines:
///
///     {"source": "What is this rash?", "variation": "What could be causing this skin irritation?"}
///
/// A line belongs to every message with exactly the text `source`; other members are ignored. A variation that is written twice counts
/// once, and one that is its own source not at all.
package struct ReplayedVariations: VariationSource {
    package let name: String
    private let bySource: [String: [String]]

    package var sourceCount: Int { bySource.count }

    /// - Throws: Exit 66 with file and line.
    package init(_ path: String) throws(ProgramFailure) {
        name = "replay of " + lastComponent(of: path)
        let bytes: [UInt8]
        do throws(FileError) { bytes = try readFile(path, limitBytes: 1 << 30) } catch { throw ProgramFailure(.inputMissing, "\(error)") }
        var bySource: [String: [String]] = [:]
        var line = 0
        for content in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            line += 1
            if content.allSatisfy({ $0 == 0x20 || $0 == 0x0D || $0 == 0x09 }) { continue }
            let value: JSONValue
            do throws(JSONError) { value = try JSONParser.parse(Array(content)) } catch {
                throw ProgramFailure(.inputMissing, "\(path):\(line): \(error)")
            }
            guard let source = value.object?["source"]?.string, let variation = value.object?["variation"]?.string else {
                throw ProgramFailure(.inputMissing, "\(path):\(line): the line is no object with the strings 'source' and 'variation'")
            }
            guard variation.utf8.contains(where: { $0 > 0x20 }) else {
                throw ProgramFailure(.inputMissing, "\(path):\(line): the variation is empty")
            }
            if variation != source, bySource[source]?.contains(variation) != true { bySource[source, default: []].append(variation) }
        }
        guard !bySource.isEmpty else { throw ProgramFailure(.inputMissing, "'\(path)' has no variations") }
        self.bySource = bySource
    }

    package func variations(of text: String, label: SafetyClass) -> [String] { bySource[text] ?? [] }
}
