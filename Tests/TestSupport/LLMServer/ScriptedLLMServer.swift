import Foundation

/// An OpenAI-compatible endpoint over HTTP/1.1 on a port of this machine or on a Unix socket, with a script of faults.
///
/// Request n gets fault n of the script; when the script is used up, `afterwards`. It records every request. A thread for each connection;
/// nothing in it waits for time: silence lasts until `release` or `stop`.
package final class ScriptedLLMServer: @unchecked Sendable {
    // `@unchecked Sendable` because everything that changes is protected by `lock`.

    /// What every full answer says it used.
    package static let promptTokens = 100
    package static let completionTokens = 50

    /// The base URL to give to a client: `http://127.0.0.1:…/v1` or `unix:/path`.
    package let baseURL: String
    private let listening: LLMListening
    private let socketPath: String?
    private let lock = NSCondition()
    private var script: [LLMFault]
    private let afterwards: LLMFault
    private var recorded: [LLMRequest] = []
    private var connections: [Int32] = []
    private var connectionCount = 0
    private var isReleased = false
    private var isStopped = false

    /// - Parameter unixSocket: A path to bind; nil for a port that is free.
    package init(_ script: [LLMFault] = [], afterwards: LLMFault = .none, unixSocket: String? = nil) throws {
        self.script = script
        self.afterwards = afterwards
        socketPath = unixSocket
        if let unixSocket {
            listening = try LLMListening.unixSocket(unixSocket)
            baseURL = "unix:" + unixSocket
        } else {
            let (listening, port) = try LLMListening.loopback()
            self.listening = listening
            baseURL = "http://127.0.0.1:\(port)/v1"
        }
        let thread = Thread { [weak self, listening] in
            while let descriptor = listening.accept() {
                guard let self, self.begin(descriptor) else {
                    close(descriptor)
                    break
                }
            }
            listening.close()
        }
        thread.start()
    }

    deinit { stop() }

    package var requests: [LLMRequest] { locked { recorded } }
    /// Accepted connections, those without a request included.
    package var connectionsMade: Int { locked { connectionCount } }

    /// Waits until `count` requests have come, or the server is stopped.
    package func waitForRequests(_ count: Int) {
        lock.lock()
        while recorded.count < count && !isStopped { lock.wait() }
        lock.unlock()
    }

    /// Ends every silence.
    package func release() {
        locked { isReleased = true }
        lock.broadcast()
    }

    /// Closes the listener and every connection.
    package func stop() {
        let isFirst = locked {
            defer { isStopped = true }
            for connection in connections { shutdown(connection, Int32(SHUT_RDWR)) }
            return !isStopped
        }
        lock.broadcast()
        guard isFirst else { return }
        listening.shutDown()
        if let socketPath { unlink(socketPath) }
    }

    private func locked<Result>(_ body: () -> Result) -> Result {
        lock.lock()
        defer { lock.unlock() }
        return body()
    }

    private func begin(_ descriptor: Int32) -> Bool {
        let number: Int? = locked {
            guard !isStopped else { return nil }
            connections.append(descriptor)
            connectionCount += 1
            return connectionCount - 1
        }
        guard let number else { return false }
        let thread = Thread { [self] in
            serve(LLMConnection(descriptor: descriptor, number: number))
            locked { connections.removeAll { $0 == descriptor } }
            close(descriptor)
        }
        thread.start()
        return true
    }

    private func serve(_ connection: LLMConnection) {
        while let request = connection.readRequest() {
            let fault = locked {
                recorded.append(request)
                return script.isEmpty ? afterwards : script.removeFirst()
            }
            lock.broadcast()
            if fault == .silence || fault == .held {
                lock.lock()
                while !isReleased && !isStopped { lock.wait() }
                lock.unlock()
                if fault == .silence { return }
            }
            if case .unsupportedFormat(let formats) = fault {
                // It stays so: an endpoint does not learn schemas from one request to the next.
                locked { script.insert(fault, at: 0) }
                let isRefused = formats.contains(request.format ?? "text")
                let answer = isRefused ? LLMAnswer.unsupported(request.format ?? "text") : LLMAnswer(to: request, .none)
                guard connection.send(answer) else { return }
                continue
            }
            guard connection.send(LLMAnswer(to: request, fault)) else { return }
        }
    }
}
