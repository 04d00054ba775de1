package import ConsolePrograms
package import JSONParsing

/// Daemon, trainer, round, timer and units together.
package struct StatusReport: Equatable, Sendable {
    /// The daemon's answer, or why there is none.
    package var daemon: Result<DaemonStatus, ProgramFailure>
    package var trainer: TrainerState
    package var units: UnitsStatus

    package init(daemon: Result<DaemonStatus, ProgramFailure>, trainer: TrainerState, units: UnitsStatus) {
        self.daemon = daemon
        self.trainer = trainer
        self.units = units
    }

    package var lines: [String] {
        let head: [String] =
            switch daemon {
            case .success(let daemon): daemon.lines
            case .failure: ["daemon     does not answer"]
            }
        let unitLines = units.lines
        return head + [
            "trainer    \(trainer.line)",
            "round      \(roundLine)",
            "timer      \(units.timerLine)",
        ] + (unitLines.isEmpty ? [] : [""] + unitLines)
    }

    private var roundLine: String {
        if let round = trainer.round { return RoundStatus(round).line }
        if case .running = trainer { return "none runs" }
        return "unknown: only the trainer knows"
    }

    /// The daemon's own members, and beside them `trainer`, `round`, `timer` and `units`.
    package var json: JSONObject {
        var json = (try? daemon.get())?.json ?? JSONObject()
        json["trainer"] = trainer.json
        json["round"] = trainer.round.map { RoundStatus($0).json } ?? .null
        json["timer"] = units.timerJSON
        json["units"] = units.json
        return json
    }

    /// Nil when a model is in service.
    package var failure: ProgramFailure? {
        switch daemon {
        case .success(let daemon): daemon.hasModel ? nil : ProgramFailure(.no, "the daemon has no model")
        case .failure(let failure): failure
        }
    }
}
