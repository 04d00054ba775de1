import ConsolePrograms
import TrainerService

await runAsyncProgram(TrainerCommand.self, name: "picket-trainer")
