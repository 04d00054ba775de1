import ArgumentParser
import Classification
import ConsolePrograms
import JSONParsing

struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "What tells two bundles apart: figures, thresholds, training rows, recipe and files.",
        discussion: """
            Compares what the manifests say; 'bundles show' checks that the files are what they say. Exit code 0 when the bundles are alike,
            1 when they differ.

            Example:
              picketctl bundles diff previous champion
            """)

    @OptionGroup var place: ModelsOption
    @Flag(help: "One JSON object.") var json = false
    @Argument(help: "A bundle id, 'champion', 'previous' or 'challenger'.") var first: String
    @Argument(help: "Another.") var second: String

    func run() throws {
        let folder = place.folder
        let (a, b) = try withModelFailures { () throws(ClassificationError) in
            (try readManifest(folder.folder(of: try folder.find(first))), try readManifest(folder.folder(of: try folder.find(second))))
        }
        let differences = BundleDifferences(a, b)
        if json {
            printLine(JSONWriter.compactText(differences.json(a.id.text, b.id.text)))
        } else if differences.isEmpty {
            printLine("\(a.id) and \(b.id) are alike")
        } else {
            for line in differences.lines(a.id.text, b.id.text) { printLine(line) }
        }
        // What differs has been said: the exit code is the answer.
        if !differences.isEmpty { throw ProgramFailure(.no, "") }
    }
}
