import ArgumentParser

/// Cells as an option takes them: `1x16,32x16`, batch and tokens, on one thread. None twice.
package struct CellList: ExpressibleByArgument, Equatable, Sendable {
    package let cells: [LatencyCell]

    package init?(argument: String) {
        var cells: [LatencyCell] = []
        for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
            let numbers = part.split(separator: "x", omittingEmptySubsequences: false).map {
                NumberList(argument: String($0))?.values ?? []
            }
            guard numbers.count == 2, let batch = numbers[0].first, let tokens = numbers[1].first, batch <= 1_024, tokens <= 512 else {
                return nil
            }
            let cell = LatencyCell(tokens: tokens, batch: batch, threads: 1)
            guard !cells.contains(cell) else { return nil }
            cells.append(cell)
        }
        self.cells = cells
    }
}
