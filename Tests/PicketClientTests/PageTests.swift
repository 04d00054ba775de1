import Foundation
import PicketClient
import TestSupport
import Testing

/// The example of `deploy/clients/swift.md`: what stands between the two marks below is its block, line by line.
enum PageExample {
    static func reply(to message: String, socket: String) async -> String {
        // example begins
        let picket = PicketClient(whenNoVerdict: .failClosed, socket: socket, deadline: .milliseconds(500))
        let judgement = await picket.judge(message)
        await picket.close()
        switch judgement.outcome {
        case .verdict(let verdict) where verdict.action == .block:
            return "stopped: \(verdict.label)"
        case .verdict(let verdict):
            return judgement.mayPass ? "goes on: \(verdict.label)" : "stopped: no rule looks at \(verdict.label)"
        case .noVerdict(let reason):
            return judgement.mayPass ? "goes on unread: \(reason)" : "stopped: \(reason)"
        }
        // example ends
    }
}

@Suite(.timeLimit(.minutes(1)))
struct PageTests {
    @Test("the page shows the code that is compiled here")
    func same() throws {
        let page = try String(contentsOf: Goldens.repository.appendingPathComponent("deploy/clients/swift.md"), encoding: .utf8)
        let source = try String(contentsOf: URL(fileURLWithPath: #filePath), encoding: .utf8).components(separatedBy: "\n")
        let begin = try #require(source.firstIndex { $0.hasSuffix("// example begins") })
        let end = try #require(source.firstIndex { $0.hasSuffix("// example ends") })
        let example = source[(begin + 1)..<end].map { $0.hasPrefix("        ") ? String($0.dropFirst(8)) : $0 }
        let block = "```swift\nimport PicketClient\n\n" + example.joined(separator: "\n") + "\n```"
        #expect(page.contains(block))
    }

    @Test("it does what it says")
    func works() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/picket.sock"
        #expect(await PageExample.reply(to: "a", socket: path).hasPrefix("stopped: picketd cannot be reached"))
        let daemon = try ScriptedDaemon(path) { asked in .write(Replies.verdict(asked.body.contains("pills") ? "block" : "allow")) }
        defer { daemon.stop() }
        #expect(await PageExample.reply(to: "hello", socket: path) == "goes on: not-harmful")
        #expect(await PageExample.reply(to: "pills", socket: path) == "stopped: not-harmful")
    }
}
