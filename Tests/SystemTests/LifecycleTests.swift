import Foundation
import Glibc
import HTTPService
import JSONParsing
import TestSupport
import Testing

extension BuiltPrograms {
    /// Starting, stopping, sockets and memory.
    struct LifecycleTests {
        /// Four requests of this many texts take two threads well over the time that it takes to look at the queue.
        static let textsPerRequest = 24

        static func longRequest() -> [UInt8] {
            let text = String(repeating: "the tram to the harbour leaves at noon ", count: 12)
            return JSONWriter.compact(["input": .array(Array(repeating: .string(text), count: textsPerRequest))])
        }

        @Test("what is in flight at SIGTERM is answered")
        func drains() throws {
            try withDaemon { daemon, _ in
                let connections = try (0..<4).map { _ in try RawConnection(daemon.socket, patienceSeconds: 30) }
                for connection in connections { connection.post("/v1/classify", Self.longRequest()) }
                // Three requests alone cannot have this many.
                #expect(try daemon.waitForPending { $0 > 3 * Self.textsPerRequest })
                daemon.terminate()
                for connection in connections {
                    let answer = try connection.readAll()
                    #expect(answer.hasPrefix("HTTP/1.1 200 "), "\(answer.prefix(200))")
                    #expect(answer.components(separatedBy: "\"label\"").count == Self.textsPerRequest + 1)
                }
                #expect(try daemon.exitCode() == 0)
                #expect(!FileManager.default.fileExists(atPath: daemon.socket), "the socket's file is still there")
            }
        }

        @Test("a request of minutes ends at its deadline, and a short one behind it is answered in time")
        func longBeforeShort() throws {
            try withDaemon(configuration: "precision = \"float32\"\nearly_exit = false\n") { daemon, _ in
                let long = try RawConnection(daemon.socket, patienceSeconds: 60)
                let text = String(repeating: "a ", count: 8_000)
                long.post("/v1/classify", JSONWriter.compact(["input": .array(Array(repeating: .string(text), count: 40))]))
                #expect(try daemon.waitForPending { $0 >= 40 })
                let short = try RawConnection(daemon.socket, patienceSeconds: 60)
                short.post("/v1/classify", Array(#"{"input": "I want to die"}"#.utf8))
                let answer = try short.read(until: "}")
                #expect(answer.hasPrefix("HTTP/1.1 200 ") || answer.contains("Retry-After: "), "\(answer)")
                let refusal = try long.read(until: "\"code\"")
                #expect(refusal.hasPrefix("HTTP/1.1 429 "), "\(refusal)")
                #expect(try daemon.waitForPending { $0 == 0 })
            }
        }

        @Test("a client that goes away leaves nothing behind")
        func disconnects() throws {
            try withDaemon { daemon, _ in
                for _ in 0..<4 {
                    let connection = try RawConnection(daemon.socket, patienceSeconds: 30)
                    connection.post("/v1/classify", Self.longRequest())
                }
                #expect(try daemon.waitForPending { $0 == 0 })
                #expect(try daemon.post("/v1/classify", ["input": "hello"])["results"]?.array?.count == 1)
            }
        }

        @Test("after 2,000 messages the daemon holds its weights and at most 60 MiB")
        func memory() throws {
            try withDaemon { daemon, bundles in
                let texts = try TrainedBundles.texts(2_000)
                for start in stride(from: 0, to: texts.count, by: 100) {
                    _ = try VerdictTests.scores(of: Array(texts[start..<start + 100]), daemon)
                }
                let weights = try Programs.fileSize(bundles.path(bundles.first) + "/model.safetensors")
                let resident = try daemon.memory("VmRSS")
                #expect(resident <= weights + (60 << 20), "\(resident >> 20) MiB, the weights are \(weights >> 20) MiB")
            }
        }

        @Test("POST /v1/shutdown ends the daemon in order")
        func shutdown() throws {
            try withDaemon { daemon, _ in
                let answer = try daemon.admin.request("POST", "/v1/shutdown")
                #expect(answer.status == 200)
                let code = try daemon.exitCode()
                #expect(code == 0)
            }
        }

        @Test("a socket that a living daemon serves is refused, and that daemon serves on")
        func socketInUse() throws {
            try withDaemon { daemon, bundles in
                let second = try Programs.run("picketd", ["--models", bundles.models, "--socket", daemon.socket])
                #expect(second.exitCode == 78)
                #expect(second.errors.contains("picketd: another process serves '\(daemon.socket)'\n"), "\(second.errors)")
                #expect(try daemon.client.request("GET", "/health").status == 200)
            }
        }

        @Test("the socket file of a dead daemon is replaced")
        func staleSocket() throws {
            let bundles = try TrainedBundles.shared.get()
            let folder = bundles.folder + "/stale"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let dead = try DaemonProcess(models: bundles.models, folder: folder)
            kill(dead.processID, SIGKILL)
            _ = try dead.exitCode()
            #expect(FileManager.default.fileExists(atPath: dead.socket))
            let next = try DaemonProcess(models: bundles.models, folder: folder)
            #expect(try next.client.request("GET", "/ready").status == 200)
            next.terminate()
            #expect(try next.exitCode() == 0, "\(next.log.text)")
        }

        @Test(
            "sockets that systemd opened are served",
            .enabled(
                if: FileManager.default.isExecutableFile(atPath: DaemonProcess.socketActivator), "systemd-socket-activate is installed"))
        func inheritedSockets() throws {
            try withDaemon(socketActivated: true) { daemon, bundles in
                let ready = try daemon.client.request("GET", "/ready", timeout: .seconds(60))
                #expect(try ready.json().object?["model"]?.string == bundles.first, "\(daemon.log.text)")
                #expect(try daemon.admin.request("GET", "/v1/status").status == 200)
                #expect(try daemon.client.request("GET", "/v1/status").status == 404)
                #expect(daemon.log.text.contains("listening on inherited descriptor 3"))
            }
        }

        @Test("without a champion, or with a configuration that is not in order, the daemon does not start and says why")
        func refusals() throws {
            let bundles = try TrainedBundles.shared.get()
            let empty = try Programs.run("picketd", ["--models", bundles.folder, "--socket", bundles.folder + "/none.sock"])
            #expect(empty.exitCode == 78 && empty.errors.contains("'\(bundles.folder)' has no champion"), "\(empty.errors)")
            let file = bundles.folder + "/picket.toml"
            try "threads = 300\n".write(toFile: file, atomically: true, encoding: .utf8)
            let bad = try Programs.run("picketd", ["--check-config", file])
            #expect(bad.exitCode == 78 && bad.errors == "picketd: \(file): 'threads' is 300, allowed is 0 to 256\n")
            try "threads = 3\n".write(toFile: file, atomically: true, encoding: .utf8)
            let good = try Programs.run("picketd", ["--check-config", file])
            #expect(good.exitCode == 0 && good.output == "\(file): in order\n")
            #expect(try Programs.run("picketd", ["--check-config", file + ".none"]).exitCode == 66)
            try "[policy.toxicc]\naction = 'warn'\n".write(toFile: file, atomically: true, encoding: .utf8)
            let model = try TinyClassifier(labels: ["toxic", "a", "b", "c", "d", "e"])
            let typo = try Programs.run("picketd", ["--check-config", file, "--model", model.path])
            #expect(typo.exitCode == 78 && typo.errors.contains("\"toxicc\"") && typo.errors.contains("\"toxic\","), "\(typo.errors)")
            try "[policy.toxic]\naction = 'warn'\n".write(toFile: file, atomically: true, encoding: .utf8)
            #expect(try Programs.run("picketd", ["--check-config", file, "--model", model.path]).exitCode == 0)
            #expect(try Programs.run("picketd", ["--threads", "300"]).exitCode == 64)
        }
    }
}
