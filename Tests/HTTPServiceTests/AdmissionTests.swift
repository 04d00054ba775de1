import HTTPService
import Testing

struct AdmissionTests {
    @Test("serves up to the limit, refuses some more, drops the rest, and forgets those that left")
    func bounds() {
        var admission = Admission(limit: 3)
        let decisions = (0..<3 + Admission.refusalSlots + 2).map { _ in admission.admit() }
        #expect(decisions.prefix(3).allSatisfy { $0 == .serve })
        #expect(decisions.dropFirst(3).prefix(Admission.refusalSlots).allSatisfy { $0 == .refuse })
        #expect(decisions.suffix(2) == [.drop, .drop])
        admission.leave(.refuse)
        #expect(admission.admit() == .refuse)
        admission.leave(.serve)
        #expect(admission.admit() == .serve)
    }

    @Test("those that are being refused do not take the place of one that left")
    func refusedDoNotCount() {
        var admission = Admission(limit: 1)
        #expect([admission.admit(), admission.admit(), admission.admit()] == [.serve, .refuse, .refuse])
        admission.leave(.serve)
        #expect(admission.admit() == .serve)
    }
}
