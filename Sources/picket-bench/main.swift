import Benchmarks
import ConsolePrograms

runProgram(BenchCommand.self, name: "picket-bench")
