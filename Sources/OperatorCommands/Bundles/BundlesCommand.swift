import ArgumentParser
import Classification
import ConsolePrograms
import JSONParsing

struct BundlesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bundles", abstract: "List, show, compare, promote and sign the bundles of a models folder.",
        subcommands: [ListCommand.self, ShowCommand.self, DiffCommand.self, PromoteCommand.self, KeygenCommand.self, SignCommand.self])
}

struct ModelsOption: ParsableArguments {
    @Option(help: "The models folder.") var models: String?

    var folder: ModelsFolder { ModelsFolder(PlaceFinding.models(models)) }
}

struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Every bundle with its role, recipe, rows, scores on the development set, and gate.",
        discussion: """
            Example:
              picketctl bundles list --models .picket/models
            """)

    @OptionGroup var place: ModelsOption
    @Flag(help: "One JSON line per bundle.") var json = false

    func run() throws {
        let rows = try withModelFailures { () throws(ClassificationError) in try BundleListing.rows(of: place.folder) }
        if json {
            for row in rows { printLine(JSONWriter.compactText(row.json)) }
        } else if rows.isEmpty {
            printLine("no bundles in '\(place.folder.path)'")
        } else {
            for line in BundleListing.table(rows) { printLine(line) }
        }
    }
}
