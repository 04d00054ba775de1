import HTTPService
import Testing

struct BodyBudgetTests {
    @Test("takes up to the limit, and a refusal takes nothing")
    func bounds() {
        let budget = BodyBudget(limitBytes: 10)
        #expect(budget.take(6))
        #expect(!budget.take(5))
        #expect(budget.take(4))
        #expect(!budget.take(1))
        budget.giveBack(4)
        #expect(budget.take(4))
    }

    @Test("many threads never hold more than the limit")
    func concurrent() async {
        let budget = BodyBudget(limitBytes: 50)
        let taken = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<200 { group.addTask { budget.take(1) } }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(taken == 50)
    }
}
