/// A property of a unit as the bus sends it. Arrays, structures and floating point are not read.
package enum UnitProperty: Equatable, Sendable {
    case text(String)
    case number(UInt64)
    case flag(Bool)

    package var text: String? { if case .text(let text) = self { text } else { nil } }

    /// Nil also for 2⁶⁴ - 1, with which systemd says that there is none.
    package var number: UInt64? { if case .number(let number) = self, number != .max { number } else { nil } }

    package var flag: Bool? { if case .flag(let flag) = self { flag } else { nil } }
}
