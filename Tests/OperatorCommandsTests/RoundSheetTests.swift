import JSONParsing
import OperatorCommands
import Testing

struct RoundSheetTests {
    private static let full: [(String, JSONValue)] = [
        ("annotators", 2), ("agreement", ["items": 12, "observed": 0.875, "kappa": 0.8]), ("bundle", "20261122T150301-3fa9c1d204be"),
        (
            "variations",
            [
                ["label": "self-harm", "verdict": "accepted", "count": 9], ["label": "self-harm", "verdict": "needs-review", "count": 1],
                ["label": "legal-advice", "verdict": "rejected", "count": 3],
            ]
        ), ("open_reviews", 1), ("spending", ["requests": 1, "tokens": 4_321, "cost_micros": 1_500_000]),
        (
            "gate",
            [
                "outcome": "needs-approval", "reasons": ["recall self-harm fell by 2 messages", "too few emergencies"],
                "set": "3fa9c1d204be77777777", "uses": 4, "champion": "old",
                "metrics": [
                    "checks": [
                        ["check": "recall self-harm", "verdict": "doubtful", "figure": 0.9, "champion": 0.95, "at_least": 0.93],
                        ["check": "false flags", "verdict": "pass", "figure": 0.01, "at_most": 0.02],
                    ]
                ],
            ]
        ),
        (
            "events",
            [
                ["seq": 1, "at": "2026-11-22T15:03:01Z", "kind": "round-started", "payload": ["state": "selecting"]],
                ["seq": 2, "at": "2026-11-22T15:04:00Z", "kind": "round-selected", "payload": [:]],
            ]
        ),
    ]

    @Test("everything that the trainer says of a round is on the sheet")
    func golden() throws {
        let lines = RoundSheet(try TrainerPlace.document("awaiting-approval", Self.full)).lines
        #expect(
            lines == [
                "round       round-7, awaiting-approval",
                "created     2026-11-22T15:03:01Z, started by ada; updated 2026-11-22T16:00:00Z",
                "plan        strategy cluster, queries 20",
                "labels      3/20 settled, 1 disputed, 2 skipped, 14 open; 2 annotators a message",
                "agreement   kappa 0.800 on 12 messages, 0.875 of them alike", "variations  9 accepted, 1 needs-review, 3 rejected",
                "spending    1 request, 4321 tokens, cost 1.50", "bundle      20261122T150301-3fa9c1d204be", "",
                "CLASS                LABELS  ACCEPTED  NEEDS-REVIEW  REJECTED",
                "self-harm                 2         9             1         0",
                "medical-advice            0         0             0         0",
                "legal-advice              0         0             0         3",
                "financial-advice          0         0             0         0",
                "emergency-situation       0         0             0         0",
                "not-harmful               1         0             0         0", "1 variation waits for a person", "",
                "gate        needs-approval", "            set 3fa9c1d204be; it has decided 4 times; against old",
                "  - recall self-harm fell by 2 messages", "  - too few emergencies",
                "  CHECK               NEW  CHAMPION    BOUND  VERDICT", "  recall self-harm  0.900     0.950  ≥ 0.930  doubtful",
                "  false flags       0.010         –  ≤ 0.020  pass", "", "history",
                "  2026-11-22T15:03:01Z  round-started  state selecting",
                "  2026-11-22T15:04:00Z  round-selected", "", "next        what a person can do",
            ])
    }

    @Test("why a round waits for a word, or where it failed, is near the top")
    func reasons() throws {
        let waiting = RoundSheet(try TrainerPlace.document("awaiting-approval", [("reason", "no gate set is frozen")])).lines
        #expect(waiting[1] == "reason      no gate set is frozen")
        let failed = RoundSheet(try TrainerPlace.document("failed", [("reason", "no space"), ("failed_step", "training")])).lines
        #expect(failed[1] == "trouble     failed while training: no space" && !failed.contains { $0.hasPrefix("reason") })
    }

    @Test("a round that has hardly begun has a short sheet")
    func young() throws {
        let lines = RoundSheet(try TrainerPlace.document("selecting", [("labels", [:]), ("labels_by_class", [:])])).lines
        #expect(lines.contains("labels      none asked yet, 0 open") && lines.contains("variations  none yet"))
        #expect(!lines.contains { $0.hasPrefix("gate") || $0.hasPrefix("agreement") || $0 == "history" })
    }
}
