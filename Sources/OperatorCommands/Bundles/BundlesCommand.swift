import ArgumentParser
import Classification
import ConsolePrograms
import JSONParsing

struct BundlesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bundles", abstract: "List, show and promote the bundles of a models folder.",
        subcommands: [ListCommand.self, ShowCommand.self, PromoteCommand.self])
}

struct ModelsOption: ParsableArguments {
    @Option(help: "The models folder.") var models: String?

    var folder: ModelsFolder { ModelsFolder(PlaceFinding.models(models)) }
}

struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Every bundle with its role, recipe, rows and scores on the development set.")

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

struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Print a bundle's manifest.")

    @OptionGroup var place: ModelsOption
    @Argument(help: "A bundle id, 'champion' or 'previous'.") var bundle: String = "champion"

    func run() throws {
        let manifest = try withModelFailures { () throws(ClassificationError) in
            try readManifest(place.folder.folder(of: try place.folder.find(bundle)))
        }
        printBytes(JSONWriter.pretty(manifest.json))
    }
}

struct PromoteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "promote",
        abstract: "Verify a bundle, activate it on the running daemon, and make it the champion.",
        discussion: """
            The daemon loads it beside the model in service and swaps when its self-test has passed: no request is lost, and a bundle that
            fails changes nothing. With --offline, only the champion link moves; the daemon serves it when it starts next.

            Example:
              picketctl bundles promote 20261122T150301-3fa9c1d204be
            """)

    @OptionGroup var place: ModelsOption
    @Option(help: "The admin socket of picketd.") var adminSocket: String?
    @Flag(help: "Do not talk to a daemon.") var offline = false
    @Argument(help: "A bundle id, 'champion' or 'previous'.") var bundle: String

    func run() throws {
        let folder = place.folder
        let id = try withModelFailures { () throws(ClassificationError) in
            let id = try folder.find(bundle)
            _ = try verifyBundle(folder.folder(of: id))
            return id
        }
        if !offline {
            let daemon = DaemonClient(socket: PlaceFinding.adminSocket(adminSocket))
            let answer = try daemon.post("/v1/activate", ["bundle": .string(id.text)])
            printLine("picketd serves \(answer["model"]?.string ?? id.text) (loaded in \(answer["milliseconds"]?.int ?? 0) ms)")
        }
        try withModelFailures { () throws(ClassificationError) in try folder.promote(id) }
        printLine("champion is \(id)")
    }
}
