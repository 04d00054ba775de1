import Kernels
import OperatorCommands
import Testing

struct ProcessorCheckTests {
    @Test("portable kernels are a warning, vector instructions are in order", arguments: InstructionSet.allCases)
    func sets(set: InstructionSet) {
        let finding = ProcessorCheck(instructions: set, threads: 2).finding
        #expect(finding.level == (set == .portable ? .warning : .ok))
        #expect(finding.found.contains("2 processors"))
    }
}
