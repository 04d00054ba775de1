import HTTPService
import Testing

struct RecentSendersTests {
    private final class Sender {}

    @Test("a sender is alone from the request on that completes its run, and no longer once another has sent")
    func runs() {
        var senders = RecentSenders()
        let (first, second) = (Sender(), Sender())
        func answers(_ sender: Sender, _ count: Int) -> [Bool] { (0..<count).map { _ in senders.note(sender) } }
        let long = RecentSenders.runLength + 3
        #expect(answers(first, long).firstIndex(of: true) == RecentSenders.runLength - 1)
        #expect(answers(second, 1) == [false])
        #expect(answers(first, long).firstIndex(of: true) == RecentSenders.runLength - 1)
    }

    @Test("senders that take turns are never alone")
    func turns() {
        var senders = RecentSenders()
        let both = [Sender(), Sender()]
        #expect(!(0..<10 * RecentSenders.runLength).contains { senders.note(both[$0 % 2]) })
    }
}
