import ArgumentParser

struct RoundCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "round", abstract: "Begin, watch and decide rounds of active learning.",
        discussion: """
            selecting → awaiting-labels → generating → awaiting-review → training → evaluating → awaiting-approval → promoting → done

            The trainer works by itself; where a state is called 'awaiting', people are needed. A round can also end as rejected, failed or
            cancelled. One round runs at a time; commands that name none mean the running one, else the newest.

            Example:
              picketctl round start && picketctl label && picketctl round advance --wait
            """,
        subcommands: [
            RoundStartCommand.self, RoundAdvanceCommand.self, RoundWatchCommand.self, RoundShowCommand.self, RoundListCommand.self,
            RoundApproveCommand.self, RoundRejectCommand.self, RoundCancelCommand.self, RoundRetryCommand.self,
        ])
}
