import ServiceManager
import Testing

struct ServiceStateTests {
    static let messages: [([ServiceState], String)] = [
        ([.ready], "READY=1"),
        ([.ready, .status("up")], "READY=1\nSTATUS=up"),
        ([.status("two\nlines\u{0}")], "STATUS=two lines "),
        ([.reloading(monotonicMicroseconds: 42)], "RELOADING=1\nMONOTONIC_USEC=42"),
        ([.extendTimeout(.milliseconds(1500))], "EXTEND_TIMEOUT_USEC=1500000"),
        ([.extendTimeout(.nanoseconds(1))], "EXTEND_TIMEOUT_USEC=1"),
        ([.extendTimeout(.zero)], "EXTEND_TIMEOUT_USEC=1"),
        ([.extendTimeout(.seconds(Int64.max))], "EXTEND_TIMEOUT_USEC=9223372036854775807"),
        ([.stopping, .watchdog], "STOPPING=1\nWATCHDOG=1"),
    ]

    @Test("states are written as the service manager reads them", arguments: messages)
    func message(states: [ServiceState], text: String) {
        #expect(ServiceState.message(states) == text)
    }
}
