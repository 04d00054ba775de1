import Glibc

/// Asks the service manager about units, and changes none.
///
///     let units = try UnitReader().states(of: ["picketd.service"])   // nil: no systemd here
///
/// `LoadUnit` is the question, not `GetUnit`: that one knows only units in memory, and a unit that is stopped may not be.
package struct UnitReader: Sendable {
    private static let manager = "org.freedesktop.systemd1"

    private let address: String?
    private let timeout: Duration

    /// - Parameters:
    ///   - address: Of a bus, as `unix:path=/run/dbus/system_bus_socket`; nil for this machine's system bus.
    ///   - timeout: For all questions of one call together.
    package init(address: String? = nil, timeout: Duration = .seconds(5)) {
        self.address = address
        self.timeout = timeout
    }

    /// The state of each unit, in the order of `names`; one that does not exist says `not-found`.
    ///
    /// - Returns: Nil where there is no system bus, or no systemd behind it, as in most containers.
    package func states(of names: [String]) throws(ServiceManagerError) -> [UnitState]? {
        guard let bus = try SystemBus(address: address, timeout: timeout) else { return nil }
        var states: [UnitState] = []
        for name in names {
            guard let path = try loadUnit(name, bus) else { return nil }
            var properties = try bus.properties(of: Self.manager, path, interface: Self.manager + ".Unit")
            if let kind = Self.interface(of: name) {
                let more = try bus.properties(of: Self.manager, path, interface: "\(Self.manager).\(kind)")
                properties.merge(more) { first, _ in first }
            }
            states.append(UnitState(name: name, properties: properties))
        }
        return states
    }

    private func loadUnit(_ name: String, _ bus: borrowing SystemBus) throws(ServiceManagerError) -> String? {
        let reply = try bus.call(
            Self.manager, "/org/freedesktop/systemd1", interface: Self.manager + ".Manager", "LoadUnit", arguments: [name])
        guard let reply else { return nil }
        guard let path = reply.readText() else { throw .systemBus(operation: "read the answer about '\(name)'", errno: EBADMSG) }
        return path
    }

    static func interface(of name: String) -> String? {
        switch name.split(separator: ".").last {
        case "service": "Service"
        case "socket": "Socket"
        case "timer": "Timer"
        default: nil
        }
    }
}
