import HTTPService
import JSONParsing
import TestSupport
import Testing

extension BuiltPrograms {
    /// Every answer that refuses: its status, its code, and that its message says what is at fault.
    struct RefusalTests {
        struct Row {
            let name: String
            let status: Int
            let code: String
            /// Part of the message.
            let place: String
            var method = "POST"
            var path = "/v1/classify"
            var contentType = "application/json"
            var body: [UInt8] = []
        }

        static func row(
            _ name: String, _ body: String, _ status: Int, _ code: String, _ place: String, path: String = "/v1/classify"
        ) -> Row { Row(name: name, status: status, code: code, place: place, path: path, body: Array(body.utf8)) }

        static func texts(_ count: Int) -> String { "{\"input\":[" + Array(repeating: "\"a\"", count: count).joined(separator: ",") + "]}" }

        static let bodies: [Row] = [
            row("malformed JSON", #"{"input": }"#, 400, "invalid_json", "at byte 10"),
            row("truncated JSON", #"{"input": "abc"#, 400, "invalid_json", "ends too early at byte 14"),
            row("two values", #"{"input": "a"} 1"#, 400, "invalid_json", "at byte 15"),
            row(
                "deep nesting", #"{"input": "# + String(repeating: "[", count: 40), 400, "json_too_complex", "nested deeper than 32 at byte"
            ),
            row("half a surrogate pair", #"{"input": "\ud800"}"#, 400, "lone_surrogate", "surrogate"),
            row("a key twice", #"{"input": "a", "input": "b"}"#, 400, "duplicate_key", "\"input\""),
            row("no object", "[1]", 400, "invalid_json", "an array"),
            row("no body", "", 400, "invalid_json", "empty"),
            row("an unknown field", #"{"input": "a", "inputs": "b"}"#, 400, "unknown_field", "'inputs'"),
            row("no input", "{}", 400, "missing_input", "'input'"),
            row("null for input", #"{"input": null}"#, 400, "invalid_type", "null"),
            row("an empty list", #"{"input": []}"#, 400, "empty_input", "'input'"),
            row("1,025 texts", texts(1_025), 400, "too_many_inputs", "1025 texts, at most 1024"),
            row("a number among texts", #"{"input": ["a", 1]}"#, 400, "invalid_type", "'input[1]'"),
            row("an empty text", #"{"input": ""}"#, 400, "empty_input", "'input'"),
            row("an empty text in a list", #"{"input": ["a", ""]}"#, 400, "empty_input", "'input[1]'"),
            row("control characters alone", #"{"input": ["a", "b", "\u0001\u0002\t"]}"#, 400, "empty_input", "'input[2]'"),
            row("invisible characters alone", #"{"input": ["a", "\u200b\u0007\u007f"]}"#, 400, "empty_input", "'input[1]'"),
            row(
                "a text too long", "{\"input\": [\"a\", \"\(String(repeating: "word ", count: 9_000))\"]}", 400, "input_too_long",
                "'input[1]' has 9002 tokens, at most 8192"),
            row(
                "an image", #"{"input": [{"type": "text", "text": "a"}, {"type": "image_url", "image_url": {"url": "x"}}]}"#, 400,
                "unsupported_input_type", "'input[1]'", path: "/v1/moderations"),
            row("another model", #"{"input": "a", "model": "gpt-4o"}"#, 404, "model_not_found", "'gpt-4o'", path: "/v1/moderations"),
            row("a model that is no name", #"{"input": "a", "model": 1}"#, 400, "invalid_type", "'model'", path: "/v1/moderations"),
            row("an unknown path", #"{"input": "a"}"#, 404, "unknown_path", "'/v2/classify'", path: "/v2/classify"),
        ]

        static let others: [Row] = [
            Row(
                name: "invalid UTF-8", status: 400, code: "invalid_utf8", place: "at byte 10",
                body: Array(#"{"input":""#.utf8) + [0xFF] + Array(#""}"#.utf8)),
            Row(
                name: "another content type", status: 415, code: "unsupported_media_type", place: "'text/plain'", contentType: "text/plain",
                body: Array(#"{"input":"a"}"#.utf8)),
            Row(name: "GET to classify", status: 405, code: "method_not_allowed", place: "takes POST, not GET", method: "GET"),
            Row(
                name: "POST to health", status: 405, code: "method_not_allowed", place: "takes GET, HEAD, not POST", path: "/health",
                body: Array("{}".utf8)),
        ]

        @Test("every bad request has its status, its code, and a message that names what is at fault")
        func refusals() throws {
            try withDaemon { daemon, _ in
                for row in Self.bodies + Self.others {
                    let answer = try daemon.client.request(
                        row.method, row.path, headers: [("Content-Type", row.contentType)], body: row.body)
                    let error = try answer.json().object?["error"]?.object
                    #expect(answer.status == row.status, "\(row.name): \(answer.text)")
                    #expect(error?["code"]?.string == row.code, "\(row.name): \(answer.text)")
                    #expect(error?["message"]?.string?.contains(row.place) == true, "\(row.name): \(answer.text)")
                    #expect(error?["type"]?.string == "invalid_request_error", "\(row.name)")
                    #expect(error?.keys == ["message", "type", "param", "code"], "\(row.name)")
                }
                #expect(try daemon.client.request("GET", "/v1/classify").headers["Allow"] == "POST")
                #expect(try daemon.client.request("GET", "/health").status == 200)
            }
        }

        @Test("the admin socket refuses what it does not know, and the sockets share no path")
        func administration() throws {
            try withDaemon { daemon, _ in
                let unnamed = try daemon.admin.request("POST", "/v1/activate", json: [:])
                #expect(unnamed.status == 400 && unnamed.errorMessage?.contains("'bundle'") == true)
                #expect(try daemon.admin.request("GET", "/v1/activate").headers["Allow"] == "POST")
                #expect(try daemon.admin.request("POST", "/v1/classify", json: ["input": "a"]).status == 404)
                #expect(try daemon.client.request("POST", "/v1/activate", json: ["bundle": "champion"]).status == 404)
                #expect(try daemon.client.request("POST", "/v1/shutdown").status == 404)
            }
        }

        @Test("a hundred megabytes are refused when they are announced, and when they just keep coming", arguments: [true, false])
        func endlessBody(isAnnounced: Bool) throws {
            try withDaemon { daemon, bundles in
                let size = 100 << 20
                let connection = try RawConnection(daemon.socket, patienceSeconds: 30)
                let framing = isAnnounced ? "Content-Length: \(size)" : "Transfer-Encoding: chunked"
                connection.send("POST /v1/classify HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n\(framing)\r\n\r\n")
                let brackets = [UInt8](repeating: UInt8(ascii: "["), count: 1 << 16)
                let piece = isAnnounced ? brackets : Array("10000\r\n".utf8) + brackets + Array("\r\n".utf8)
                var pieces = 0
                while pieces < size / brackets.count, connection.send(piece) == piece.count { pieces += 1 }
                let answer = try connection.readAll()
                #expect(answer.hasPrefix("HTTP/1.1 413 "), "\(answer.prefix(200))")
                #expect(answer.contains("\"body_too_large\"") && answer.contains("1048576 bytes"))
                #expect(try daemon.client.request("GET", "/health").status == 200)
                #expect(try daemon.post("/v1/classify", ["input": "still there?"])["results"]?.array?.count == 1)
                let weights = try Programs.fileSize(bundles.path(bundles.first) + "/model.safetensors")
                #expect(try daemon.memory("VmRSS") <= weights + (60 << 20), "the body was kept")
            }
        }
    }
}
