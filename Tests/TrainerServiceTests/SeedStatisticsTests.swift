import Testing
import TrainerService

struct SeedStatisticsTests {
    @Test(
        "quantiles are those of the tables of Student's t",
        arguments: [(1, 12.706), (5, 2.571), (29, 2.045), (40, 2.021), (60, 2.000), (120, 1.980)])
    func quantiles(degrees: Int, quantile: Double) { #expect(abs(studentQuantile(degrees: degrees) - quantile) < 0.000_6) }

    @Test("quantiles fall with every degree of freedom, where the table ends too, and come down to the normal one")
    func falling() {
        let all = (1...400).map(studentQuantile)
        for (fewer, more) in zip(all, all.dropFirst()) { #expect(more < fewer) }
        #expect(abs(studentQuantile(degrees: 1_000_000) - 1.96) < 0.001)
    }

    @Test("the interval of three figures, computed by hand")
    func interval() throws {
        let figure = try #require(MeanAndInterval([1, 2, 6]))
        // Deviation √7, over √3, times 4.303.
        #expect(abs(figure.mean - 3) < 1e-12 && figure.count == 3)
        #expect(abs(try #require(figure.margin) - 6.572_8) < 0.001)
        #expect(figure.low == figure.margin.map { 3 - $0 } && figure.high == figure.margin.map { 3 + $0 })
    }

    @Test("one figure has no interval, and none has no mean")
    func few() throws {
        let one = try #require(MeanAndInterval([4]))
        #expect(one.mean == 4 && one.margin == nil && one.low == nil)
        #expect(MeanAndInterval([]) == nil)
    }
}
