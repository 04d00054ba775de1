import ArgumentParser
import Classification
import ConsolePrograms
import JSONParsing

struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "What a bundle is made of, how good it is, what the gate said, and whether its files are what the manifest says.",
        discussion: """
            Exit code 1 when a file is missing, changed or not listed; the sheet is printed all the same. With --json: the manifest.

            Example:
              picketctl bundles show champion
            """)

    @OptionGroup var place: ModelsOption
    @Flag(help: "The manifest, as JSON.") var json = false
    @Argument(help: "A bundle id, 'champion', 'previous' or 'challenger'.") var bundle: String = "champion"

    func run() throws {
        let folder = place.folder
        let (manifest, roles, history) = try withModelFailures { () throws(ClassificationError) in
            let id = try folder.find(bundle)
            var roles: [String] = []
            for link in ModelsFolder.Link.allCases where try folder.bundle(link) == id { roles.append(link.rawValue) }
            return (
                try readManifest(folder.folder(of: id)), roles, try PromotionJournal(of: folder).entries.filter { $0.record.bundle == id }
            )
        }
        var problem: ClassificationError?
        do throws(ClassificationError) { _ = try verifyBundle(folder.folder(of: manifest.id)) } catch { problem = error }
        if json {
            printBytes(JSONWriter.pretty(manifest.json))
        } else {
            for line in BundleSheet(manifest: manifest, roles: roles, history: history, problem: problem).lines { printLine(line) }
        }
        if let problem { throw ProgramFailure(.no, "'\(manifest.id)' is not in order: \(problem)") }
    }
}
