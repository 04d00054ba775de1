import CKernels

/// Which machine instructions the vector loops use.
///
/// Every fast kernel takes one, so that tests run them side by side; a set that this machine lacks is replaced by `best`. Results of one
/// set do not depend on what else is in the batch; between sets the last bits differ.
package enum InstructionSet: Int32, Sendable, CaseIterable {
    case portable
    case avx2
    case avx512

    /// The fastest that this CPU and this operating system support.
    package static let best = InstructionSet(rawValue: picket_best_instruction_set()) ?? .portable

    /// Those that this machine can run.
    package static var available: [InstructionSet] { allCases.filter { $0.rawValue <= best.rawValue } }
}

/// `count` rounded up to whole panels of packed matrices, 16.
package func roundedUpToPanel(_ count: Int) -> Int {
    (count + Int(PICKET_PANEL) - 1) / Int(PICKET_PANEL) * Int(PICKET_PANEL)
}
