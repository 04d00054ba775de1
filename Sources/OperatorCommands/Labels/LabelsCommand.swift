import ArgumentParser

struct LabelsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "labels", abstract: "Hand messages to other labelling tools, and take labels from them.",
        discussion: """
            Example:
              picketctl labels export --out ask.csv      (fill in the column 'label')
              picketctl labels import ask.csv --annotator mara
            """,
        subcommands: [LabelsExportCommand.self, LabelsImportCommand.self])
}
