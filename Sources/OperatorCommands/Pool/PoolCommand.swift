import ArgumentParser
import ConsolePrograms
package import JSONParsing

struct PoolCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pool", abstract: "The unlabelled messages from which a round chooses what to ask.",
        discussion: """
            Example:
              picketctl pool import posts.tsv && picketctl pool stats
            """,
        subcommands: [PoolImportCommand.self, PoolStatsCommand.self])
}

struct PoolStatsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats", abstract: "How many messages the pool has, from where, and how many of them are labelled.",
        discussion: """
            Example:
              picketctl pool stats
            """)

    @OptionGroup var trainer: TrainerOptions
    @Flag(help: "One JSON object.") var json = false

    func run() throws {
        let pool = try trainer.client.get("/v1/pool")
        if json { return printJSON(.object(pool)) }
        for line in poolLines(pool) { printSafely(line) }
    }
}

/// The pool as lines for people.
package func poolLines(_ pool: JSONObject) -> [String] {
    let messages = pool["messages"]?.int ?? 0
    var table = TextTable([("SOURCE", .left), ("MESSAGES", .right), ("LABELLED", .right)])
    for source in (pool["sources"]?.array ?? []).compactMap(\.object) {
        table.add([
            displayText(source["source"]?.string ?? "–", columns: 60), "\(source["messages"]?.int ?? 0)",
            "\(source["labelled"]?.int ?? 0)",
        ])
    }
    guard messages > 0 else { return ["the pool is empty: picketctl pool import FILE"] }
    return table.lines + ["", "\(messages) messages, \(pool["embedded"]?.int ?? 0) of them embedded"]
}
