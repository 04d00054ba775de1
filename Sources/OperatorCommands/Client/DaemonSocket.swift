package import Classification
import HTTPService
import JSONParsing

extension PromotionDaemon {
    /// The daemon behind an admin socket. Loading a model takes its time: two minutes.
    ///
    /// A daemon that does not say what it serves counts as one that serves nothing: it is asked to activate, and its answer decides.
    ///
    /// - Parameters:
    ///   - patience: How long it may take to say what it serves.
    ///   - silentIsAbsent: Whether one that says nothing for so long counts as none that runs. A service manager listens for a daemon that
    ///     cannot start: who waits for that one waits for ever, and the links alone decide what it serves when it starts.
    package static func socket(_ path: String, patience: Duration = .seconds(10), silentIsAbsent: Bool = false) -> PromotionDaemon {
        PromotionDaemon(
            status: {
                do throws(HTTPClientError) {
                    let answer = try UnixHTTPClient(path).request("GET", "/v1/status", timeout: patience)
                    return .serving((try? answer.json())?.object?["model"]?.string)
                } catch {
                    if case .timedOut = error, silentIsAbsent { return .notRunning }
                    return error.isNobody ? .notRunning : .serving(nil)
                }
            },
            activate: { id in
                do throws(HTTPClientError) {
                    let answer = try UnixHTTPClient(path).request(
                        "POST", "/v1/activate", json: ["bundle": .string(id.text)], timeout: .seconds(120))
                    return ActivationAnswer(status: answer.status, body: (try? answer.json())?.object)
                } catch { return error.isNobody ? .notRunning : .unclear(error.description) }
            })
    }
}
