package import Kernels

/// Which machine instructions inference uses here.
package struct ProcessorCheck: Equatable, Sendable {
    package var instructions: InstructionSet
    package var threads: Int

    package init(instructions: InstructionSet, threads: Int) {
        self.instructions = instructions
        self.threads = threads
    }

    package var finding: Finding {
        let cores = threads == 1 ? "1 processor" : "\(threads) processors"
        switch instructions {
        case .avx512: return .ok("processor", "\(cores), AVX-512 kernels")
        case .avx2: return .ok("processor", "\(cores), AVX2 kernels")
        case .portable:
            return .warning(
                "processor", "\(cores) without AVX2 and FMA: portable kernels, which are slower",
                remedy: "use a processor with AVX2, or let a virtual machine see it (QEMU and libvirt: -cpu host, mode='host-passthrough')")
        }
    }
}
