package import ConsolePrograms
import DurableFiles
package import LabeledData

/// A row of one of the paper's files.
package struct PaperRow: Equatable, Sendable {
    package let line: Int
    package let text: String
    package let label: SafetyClass
}

/// One of the paper's files: rows that have a text, and the lines of those that have none.
package struct PaperFile: Equatable, Sendable {
    package let name: String
    package let rows: [PaperRow]
    /// Rows without a text teach nothing and are no test; they are left out, and every output names them.
    package let linesWithoutText: [Int]
}

/// A split: variations first, five of each post, and then the posts in the same order.
///
/// Rows are joined by their position, since ids are corrupt in one of the files: post `i` is the source of variations `5i` to `5i+4`.
package struct SplitFile: Equatable, Sendable {
    package static let variationsPerPost = 5

    package let file: PaperFile
    package let postCount: Int

    package var variations: ArraySlice<PaperRow> { file.rows.prefix(postCount * Self.variationsPerPost) }
    package var posts: ArraySlice<PaperRow> { file.rows.suffix(postCount) }

    init(_ file: PaperFile, path: String) throws(ProgramFailure) {
        let perPost = Self.variationsPerPost + 1
        guard file.rows.count % perPost == 0 else {
            throw ProgramFailure(
                .inputMissing,
                "'\(path)' has \(file.rows.count) rows with a text; five variations of each post and then the posts are a multiple of six")
        }
        self.file = file
        postCount = file.rows.count / perPost
        for post in 0..<postCount {
            let own = file.rows[(post * Self.variationsPerPost)..<((post + 1) * Self.variationsPerPost)]
            if let odd = own.first(where: { $0.label != own[own.startIndex].label }) {
                throw ProgramFailure(
                    .inputMissing,
                    "\(path):\(odd.line): the label '\(odd.label.name)' differs from that of another variation of the same post")
            }
        }
    }

    /// The label of each post: as published, or that of its variations.
    ///
    /// Some posts were published with the usual label of their subreddit; their variations carry what the annotators said.
    package func postLabels(_ labels: SplitLabels) -> [SafetyClass] {
        switch labels {
        case .published: posts.map(\.label)
        case .repaired: (0..<postCount).map { file.rows[$0 * Self.variationsPerPost].label }
        }
    }

    /// How many posts a repair relabels.
    package var relabelledPosts: Int { zip(postLabels(.published), postLabels(.repaired)).count { $0 != $1 } }
}

/// Whether the posts of a split carry the label of the file, or that of their variations.
package enum SplitLabels: String, CaseIterable, Hashable, Sendable { case published, repaired }

/// The paper's data as it was published, checked before anything is trained.
package struct PaperFolder: Sendable {
    package let path: String
    package let bootstrap: PaperFile
    package let dev: PaperFile
    /// Nil when the folder has none: the paper's test set is not always at hand.
    package let test: PaperFile?
    package let splits: [PaperSplit: SplitFile]

    package static let testName = "test_labeled.tsv"

    /// What models are scored on: the test set when there is one.
    package var evaluation: PaperFile { test ?? dev }

    /// Every file, in the order of Table 3.
    package var files: [PaperFile] {
        PaperSplit.allCases.compactMap { splits[$0]?.file } + [bootstrap, dev] + (test.map { [$0] } ?? [])
    }

    /// Reads the bootstrap, dev and test sets and the splits that are asked for.
    ///
    /// - Throws: Exit 66 with file and line: a file that is not there, a row that is malformed, a label that is unknown.
    package init(_ path: String, splits wanted: [PaperSplit]) throws(ProgramFailure) {
        try requireFolder(path)
        self.path = path
        bootstrap = try readPaperFile(path + "/bootstrap_labeled.tsv", textColumn: 3)
        dev = try readPaperFile(path + "/dev_labeled.tsv", textColumn: 3)
        // Whatever has the name is read: a test set that cannot be used must never turn into scores on the development set.
        let entries: [String]
        do throws(FileError) { entries = try names(in: path) } catch { throw ProgramFailure(.inputMissing, "\(error)") }
        test = entries.contains(Self.testName) ? try readPaperFile(path + "/" + Self.testName, textColumn: 3) : nil
        var splits: [PaperSplit: SplitFile] = [:]
        for split in wanted {
            let splitPath = "\(path)/\(split.rawValue)-all.tsv"
            splits[split] = try SplitFile(try readPaperFile(splitPath, textColumn: 2), path: splitPath)
        }
        self.splits = splits
    }
}

/// Reads plain TSV with one header line. Columns are told by their position, since the headers differ from file to file: the text is
/// column `textColumn`, counted from 1, and the label column 4.
package func readPaperFile(_ path: String, textColumn: Int) throws(ProgramFailure) -> PaperFile {
    do throws(DataFileError) { return try parsePaperFile(path, textColumn: textColumn) } catch {
        throw ProgramFailure(.inputMissing, "\(error)")
    }
}

private let labelColumn = 4
private let limitBytes = 256 << 20

private func parsePaperFile(_ path: String, textColumn: Int) throws(DataFileError) -> PaperFile {
    let bytes: [UInt8]
    do throws(FileError) { bytes = try readFile(path, limitBytes: limitBytes) } catch { throw .file(error) }
    var columns: Int?
    var rows: [PaperRow] = []
    var linesWithoutText: [Int] = []
    var line = 0
    for var content in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
        line += 1
        if content.last == UInt8(ascii: "\r") { content = content.dropLast() }
        if content.isEmpty { continue }
        guard let text = String(validating: content, as: UTF8.self) else { throw .invalidUTF8(path: path, line: line) }
        let fields = text.utf8.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false).map { String(Substring($0)) }
        guard let expected = columns else {
            guard fields.count >= labelColumn else {
                throw .columnOutOfRange(path: path, column: labelColumn, columns: fields.count)
            }
            // A file that starts with a row would lose it without a word.
            guard SafetyClass(label: fields[labelColumn - 1]) == nil else {
                throw .noColumn(path: path, wanted: ["category"], found: fields)
            }
            columns = fields.count
            continue
        }
        guard fields.count == expected else {
            throw .wrongFieldCount(path: path, line: line, expected: expected, found: fields.count)
        }
        let name = fields[labelColumn - 1]
        guard let label = SafetyClass(label: name) else { throw .unknownLabel(path: path, line: line, label: name) }
        if fields[textColumn - 1].utf8.contains(where: { $0 > 0x20 }) {
            rows.append(PaperRow(line: line, text: fields[textColumn - 1], label: label))
        } else {
            linesWithoutText.append(line)
        }
    }
    guard !rows.isEmpty else { throw .empty(path: path) }
    return PaperFile(name: lastComponent(of: path), rows: rows, linesWithoutText: linesWithoutText)
}
