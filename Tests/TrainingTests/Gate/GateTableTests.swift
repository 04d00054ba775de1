import Testing
import Training

struct GateTableTests {
    @Test("the table for people is the golden text")
    func golden() {
        var evidence = GateFixture.equal
        evidence.recall[0].share = GateFixture.share(met: 90, of: 100, lost: 2)
        evidence.macroF1 = PairedDifference(difference: 0.01, interval: Interval(low: -0.005, high: 0.025), pBetter: 0.1, pWorse: 0.9)
        evidence.challenger.macroF1 = 0.81
        let golden = """
            check                       challenger         champion  asked                    p      result
            macro-F1                    81.0 [-0.5, +2.5]  80.0      at least 80.0            0.900  pass
            accuracy                    82.0 [78.4, 85.1]  82.0      not worse beyond chance  1.000  pass
            recall self-harm            88.0 [80.2, 93.0]  90.0      at least 89.0            0.250  doubtful
            recall emergency-situation  90.0 [82.6, 94.5]  90.0      at least 89.0            1.000  pass
            ECE                         0.030              0.030     at most 0.050            –      pass
            false flags                 5.0 [2.2, 11.2]    5.0       at most 6.0              1.000  pass
            int8 agreement              99.8 [98.9, 100.0] –         at least 99.0            –      pass
            latency                     1.00               1.00      at most 1.50             –      pass

            outcome: needs-approval
              - recall self-harm falls from 90.0 to 88.0 %: 2 messages lost, 0 gained, 1 net allowed

            """
        func squeezed(_ text: String) -> [String] {
            text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.split(separator: " ").joined(separator: " ") }
        }
        let table = gateResult(evidence).table
        #expect(squeezed(table) == squeezed(golden), "found:\n\(table)")
        let lines = table.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.allSatisfy { $0.last != " " })
        let columns = lines[1...8].map { line in line.prefix { $0 != "," }.count }
        #expect(columns.count == 8)
    }
}
