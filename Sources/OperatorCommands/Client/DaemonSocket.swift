import Classification
import HTTPService
import JSONParsing

extension PromotionDaemon {
    /// The daemon behind an admin socket. Loading a model takes its time: two minutes.
    ///
    /// A daemon that does not say what it serves counts as one that serves nothing: it is asked to activate, and its answer decides.
    static func socket(_ path: String) -> PromotionDaemon {
        PromotionDaemon(
            status: {
                do throws(HTTPClientError) {
                    let answer = try UnixHTTPClient(path).request("GET", "/v1/status", timeout: .seconds(10))
                    return .serving((try? answer.json())?.object?["model"]?.string)
                } catch { return error.isNobody ? .notRunning : .serving(nil) }
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
