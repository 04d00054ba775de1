import Benchmarks
import Testing

struct LatencyCellTests {
    @Test("cells go through the tokens of a batch, the batches of a number of threads")
    func all() {
        let cells = LatencyCell.all(tokens: [8, 16], batches: [1, 32], threads: [1, 2])
        #expect(cells.map(\.name) == ["1x8", "1x16", "32x8", "32x16", "2:1x8", "2:1x16", "2:32x8", "2:32x16"])
    }

    @Test("cells are read as they are named")
    func read() {
        let cells = [LatencyCell(tokens: 16, batch: 1, threads: 1), LatencyCell(tokens: 50, batch: 32, threads: 1)]
        #expect(CellList(argument: "1x16,32x50")?.cells == cells)
        #expect(cells.map(\.name) == ["1x16", "32x50"])
    }

    @Test(
        "what is no list of cells is refused",
        arguments: ["", "16", "x", "1x", "x16", "1x16,", "1x16x2", "0x16", "1x0", "1x513", "1025x8", "1x16,1x16", "2:1x16", "-1x16"])
    func refused(text: String) { #expect(CellList(argument: text) == nil) }

    @Test("numbers with commas: each at least 1, none twice")
    func numbers() {
        #expect(NumberList(argument: "8,16,32")?.values == [8, 16, 32] && NumberList([8, 16]).defaultValueDescription == "8,16")
        for text in ["", "8,", ",8", "0", "-1", "+1", "8,8", "1.5", "8 16", "99999999999999999999"] {
            #expect(NumberList(argument: text) == nil, "\(text)")
        }
    }
}
