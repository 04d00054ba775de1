import CSystemd
import Glibc

/// A connection to the system bus that asks and waits, never beyond its deadline.
///
/// libsystemd's own limits are 90 seconds for the connection and 25 for each call: too long for a command that people wait for.
struct SystemBus: ~Copyable {
    private let bus: OpaquePointer
    private let deadline: ContinuousClock.Instant

    /// - Returns: Nil where nobody listens.
    init?(address: String?, timeout: Duration) throws(ServiceManagerError) {
        let deadline = ContinuousClock.now + timeout
        guard let bus = try Self.open(address) else { return nil }
        if let failure = Self.waitUntilReady(bus, deadline) {
            sd_bus_close_unref(bus)
            if Self.meansNobody(failure) { return nil }
            throw .systemBus(operation: "connect", errno: failure)
        }
        self.bus = bus
        self.deadline = deadline
    }

    deinit { sd_bus_close_unref(bus) }

    /// - Parameter arguments: Strings.
    /// - Returns: Nil when nobody has the name `service`.
    borrowing func call(
        _ service: String, _ path: String, interface: String, _ method: String, arguments: [String]
    ) throws(ServiceManagerError) -> BusReply? {
        var message: OpaquePointer?
        try Self.check(sd_bus_message_new_method_call(bus, &message, service, path, interface, method), "ask for \(method)")
        defer { sd_bus_message_unref(message) }
        for argument in arguments {
            let code = argument.withCString { sd_bus_message_append_basic(message, CChar(UInt8(ascii: "s")), $0) }
            try Self.check(code, "ask for \(method)")
        }
        guard let microseconds = Self.microseconds(until: deadline) else {
            throw .systemBus(operation: "ask for \(method)", errno: ETIMEDOUT)
        }
        var error = sd_bus_error()
        defer { sd_bus_error_free(&error) }
        var reply: OpaquePointer?
        let code = sd_bus_call(bus, message, microseconds, &error, &reply)
        if code < 0, Self.nobody.contains(where: { sd_bus_error_has_name(&error, $0) > 0 }) { return nil }
        try Self.check(code, "ask for \(method)")
        guard let reply else { throw .systemBus(operation: "ask for \(method)", errno: EBADMSG) }
        return BusReply(reply)
    }

    /// All properties of an object's interface.
    borrowing func properties(of service: String, _ path: String, interface: String) throws(ServiceManagerError) -> [String: UnitProperty] {
        let reply = try call(service, path, interface: "org.freedesktop.DBus.Properties", "GetAll", arguments: [interface])
        guard let properties = reply?.readProperties() else {
            throw .systemBus(operation: "read the properties of \(interface)", errno: EBADMSG)
        }
        return properties
    }

    private static let nobody = [
        "org.freedesktop.DBus.Error.ServiceUnknown", "org.freedesktop.DBus.Error.NameHasNoOwner",
        "org.freedesktop.DBus.Error.Spawn.ExecFailed", "org.freedesktop.DBus.Error.Spawn.ServiceNotFound",
        "org.freedesktop.DBus.Error.Spawn.ChildExited",
    ]

    private static func open(_ address: String?) throws(ServiceManagerError) -> OpaquePointer? {
        var bus: OpaquePointer?
        var code: Int32
        if let address {
            code = sd_bus_new(&bus)
            if code >= 0 { code = sd_bus_set_address(bus, address) }
            if code >= 0 { code = sd_bus_set_bus_client(bus, 1) }
            if code >= 0 { code = sd_bus_start(bus) }
        } else {
            code = sd_bus_open_system(&bus)
        }
        if code >= 0, let bus { return bus }
        sd_bus_close_unref(bus)
        if meansNobody(-code) { return nil }
        throw .systemBus(operation: "connect", errno: -code)
    }

    /// - Returns: An error number when the bus does not take us in.
    private static func waitUntilReady(_ bus: OpaquePointer, _ deadline: ContinuousClock.Instant) -> Int32? {
        while true {
            let ready = sd_bus_is_ready(bus)
            if ready != 0 { return ready < 0 ? -ready : nil }
            let done = sd_bus_process(bus, nil)
            if done < 0 { return -done }
            guard done == 0 else { continue }
            guard let microseconds = microseconds(until: deadline) else { return ETIMEDOUT }
            let waited = sd_bus_wait(bus, microseconds)
            if waited < 0, waited != -EINTR { return -waited }
        }
    }

    private static func meansNobody(_ code: Int32) -> Bool {
        [ENOENT, ECONNREFUSED, ENOTDIR, ENOMEDIUM].contains(code)
    }

    /// Nil when it has passed. Never 0, which libsystemd takes for its own limit.
    private static func microseconds(until deadline: ContinuousClock.Instant) -> UInt64? {
        let left = (deadline - ContinuousClock.now) / .microseconds(1)
        return left >= 1 ? UInt64(min(left, 1e12)) : nil
    }

    private static func check(_ code: Int32, _ operation: String) throws(ServiceManagerError) {
        guard code < 0 else { return }
        throw .systemBus(operation: operation, errno: -code)
    }
}
