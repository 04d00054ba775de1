/// What one connection may cost in bytes and in time. Everything that a client controls has its bound here.
package struct ConnectionLimits: Equatable, Sendable {
    package var maxBodyBytes = 1 << 20
    package var maxTargetBytes = 4096
    /// Names and values of all fields together, the target included; one field alone may take all of it.
    package var maxHeaderBytes = 32 << 10
    package var maxHeaderFields = 100
    /// Complete requests that wait behind the one being answered. The connection closes after the last of them.
    package var maxPipelinedRequests = 64

    /// From the first byte of a request to the end of its header fields.
    package var headTimeout = Duration.seconds(10)
    /// From there to the end of the body.
    package var bodyTimeout = Duration.seconds(30)
    /// Between an answer, or the opening of the connection, and the first byte of the next request.
    package var idleTimeout = Duration.seconds(60)
    /// For the first request of a connection that was open when the service began to stop.
    package var lateRequestTimeout = Duration.seconds(1)
    /// For the client to take an answer.
    package var writeTimeout = Duration.seconds(30)
    /// For the client to close its end after the last answer.
    package var lingerTimeout = Duration.seconds(2)

    package init() {}

    /// How long to wait for `event`.
    package func timeout(of event: ConnectionState.Wait) -> Duration {
        switch event {
        case .request: idleTimeout
        case .lateRequest: lateRequestTimeout
        case .restOfHead: headTimeout
        case .restOfBody: bodyTimeout
        case .reader: writeTimeout
        case .clientToClose: lingerTimeout
        }
    }
}
