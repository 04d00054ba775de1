import ConsolePrograms
import TrainerService

runProgram(TrainerCommand.self, name: "picket-trainer")
