import Classification
import Testing

struct PromotionStateTests {
    private let old = BundleID("20260101T000000-aaaaaaaaaaaa")
    private let new = BundleID("20260102T000000-bbbbbbbbbbbb")

    private func record(_ kind: PromotionRecord.Kind) throws -> PromotionRecord {
        PromotionRecord(
            kind: kind, bundle: try #require(new), from: old, previous: old, by: "mara", reason: nil, gate: nil,
            time: UTCTime(secondsSince1970: 0))
    }

    @Test("from every state the walk ends, in order, and no step is taken twice")
    func ends() throws {
        let links: [BundleID?] = [nil, old, new]
        let daemons: [PromotionState.Daemon] = [.notRunning, .serving(nil), .serving(old?.text), .serving(new?.text), .serving("folder")]
        for champion in links {
            for previous in links {
                for challenger in links {
                    for daemon in daemons {
                        for kind in [PromotionRecord.Kind.promote, .rollback] {
                            var state = PromotionState(
                                champion: champion, previous: previous, challenger: challenger, pending: try record(kind), daemon: daemon)
                            var actions: [PromotionState.Action] = []
                            while let action = state.next, actions.count < 12 {
                                #expect(!actions.contains(action), "\(action) twice")
                                actions.append(action)
                                perform(action, &state)
                            }
                            #expect(state.next == nil && state.pending == nil)
                            #expect(state.champion == new && state.previous == old && state.challenger != new)
                            if case .serving(let name) = state.daemon, name != "folder" { #expect(name == new?.text) }
                        }
                    }
                }
            }
        }
    }

    private func perform(_ action: PromotionState.Action, _ state: inout PromotionState) {
        switch action {
        case .point(.champion, let id): state.champion = id
        case .point(.previous, let id): state.previous = id
        case .point(.challenger, let id): state.challenger = id
        case .remove(.champion): state.champion = nil
        case .remove(.previous): state.previous = nil
        case .remove(.challenger): state.challenger = nil
        case .activate(let id): state.daemon = .serving(id.text)
        case .end: state.pending = nil
        }
    }

    @Test("the champion moves only where the daemon serves the bundle, or none runs")
    func order() throws {
        for daemon in [PromotionState.Daemon.serving(nil), .serving(old?.text), .serving("folder")] {
            let state = PromotionState(
                champion: old, previous: old, challenger: new, pending: try record(.promote), daemon: daemon)
            #expect(state.next == .activate(try #require(new)))
        }
        for daemon in [PromotionState.Daemon.notRunning, .serving(new?.text)] {
            let state = PromotionState(champion: old, previous: old, challenger: new, pending: try record(.promote), daemon: daemon)
            #expect(state.next == .point(.champion, try #require(new)))
        }
    }

    @Test("with nothing pending, a daemon that serves another bundle or none is given the champion; a folder's model is left alone")
    func restoration() throws {
        func next(_ champion: BundleID?, _ daemon: PromotionState.Daemon) -> PromotionState.Action? {
            PromotionState(champion: champion, previous: nil, challenger: new, pending: nil, daemon: daemon).next
        }
        let id = try #require(old)
        #expect(next(old, .serving(new?.text)) == .activate(id))
        #expect(next(old, .serving(nil)) == .activate(id))
        #expect(next(old, .serving(old?.text)) == nil)
        #expect(next(old, .serving("my-model")) == nil)
        #expect(next(old, .notRunning) == nil)
        #expect(next(nil, .serving(new?.text)) == nil)
    }
}
