import ConsolePrograms
import OperatorCommands

runProgram(OperatorCommand.self, name: "picketctl")
