import CSystemd

/// An answer from the bus, read value by value.
struct BusReply: ~Copyable {
    private let message: OpaquePointer

    /// - Parameter message: Taken over.
    init(_ message: OpaquePointer) { self.message = message }

    deinit { sd_bus_message_unref(message) }

    /// The next value, when it is a string or an object path.
    borrowing func readText() -> String? {
        guard case .text(let text)? = readBasic() else { return nil }
        return text
    }

    /// A dictionary of strings to variants (`a{sv}`); nil when this is none. Values that `UnitProperty` does not know are left out.
    borrowing func readProperties() -> [String: UnitProperty]? {
        guard sd_bus_message_enter_container(message, Self.code("a"), "{sv}") > 0 else { return nil }
        var properties: [String: UnitProperty] = [:]
        while sd_bus_message_enter_container(message, Self.code("e"), "sv") > 0 {
            guard let key = readText() else { return nil }
            var contents: UnsafePointer<CChar>?
            guard sd_bus_message_peek_type(message, nil, &contents) > 0, let contents else { return nil }
            let signature = String(cString: contents)
            if signature.utf8.count == 1, Self.known.contains(signature) {
                guard sd_bus_message_enter_container(message, Self.code("v"), signature) > 0 else { return nil }
                properties[key] = readBasic()
                guard sd_bus_message_exit_container(message) >= 0 else { return nil }
            } else {
                guard sd_bus_message_skip(message, "v") >= 0 else { return nil }
            }
            guard sd_bus_message_exit_container(message) >= 0 else { return nil }
        }
        return properties
    }

    private static let known: Set<String> = ["s", "o", "b", "u", "t"]

    private borrowing func readBasic() -> UnitProperty? {
        var type: CChar = 0
        guard sd_bus_message_peek_type(message, &type, nil) > 0 else { return nil }
        switch UnicodeScalar(UInt8(bitPattern: type)) {
        case "s", "o":
            var text: UnsafePointer<CChar>?
            guard sd_bus_message_read_basic(message, type, &text) > 0, let text else { return nil }
            return .text(String(cString: text))
        case "b":
            var flag: Int32 = 0
            return sd_bus_message_read_basic(message, type, &flag) > 0 ? .flag(flag != 0) : nil
        case "u":
            var number: UInt32 = 0
            return sd_bus_message_read_basic(message, type, &number) > 0 ? .number(UInt64(number)) : nil
        case "t":
            var number: UInt64 = 0
            return sd_bus_message_read_basic(message, type, &number) > 0 ? .number(number) : nil
        default: return nil
        }
    }

    private static func code(_ letter: Unicode.Scalar) -> CChar { CChar(truncatingIfNeeded: letter.value) }
}
