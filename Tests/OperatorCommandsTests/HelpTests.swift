import ArgumentParser
import OperatorCommands
import Testing

struct HelpTests {
    /// Every command and group that talks to the trainer, and those that look at the whole.
    static let commands = [
        "status", "doctor",
        "pool", "pool import", "pool stats", "round", "round start", "round advance", "round watch", "round show", "round list",
        "round approve", "round reject", "round cancel", "round retry", "label", "labels", "labels import", "labels export", "review",
    ]

    @Test("the help of each command shows how it is called", arguments: commands)
    func text(command: String) throws {
        var type: any ParsableCommand.Type = OperatorCommand.self
        for word in command.split(separator: " ") {
            let next = type.configuration.subcommands.first { $0.configuration.commandName == String(word) }
            type = try #require(next)
        }
        #expect(type.configuration.discussion.contains("picketctl \(command)"))
        #expect(!type.configuration.abstract.isEmpty)
    }
}
