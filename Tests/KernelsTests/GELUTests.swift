import Kernels
import Testing

struct GELUTests {
    @Test("gelu equals its definition", arguments: InstructionSet.available)
    func values(set: InstructionSet) {
        let x = (-80_000...80_000).map { Float($0) / 10_000 } + [-1e30, -100, -0.0, 0, 100, 1e30, .leastNonzeroMagnitude]
        var fast = x
        var plain = x
        gelu(&fast, count: x.count, set)
        geluReference(&plain, count: x.count)
        let worst = zip(fast, plain).reduce(Float(0)) { max($0, abs($1.0 - $1.1) / max(1, abs($1.1))) }
        #expect(worst < 1e-6)
        #expect(fast[160_001] == 0 && fast[160_002] == 0, "far below zero nothing is left of it")
    }
}
