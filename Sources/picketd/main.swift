import ConsolePrograms
import GuardDaemon

await runAsyncProgram(DaemonCommand.self, name: "picketd")
