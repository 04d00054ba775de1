import Foundation
import Testing
import Training

struct WolfeLineSearchTests {
    typealias Point = WolfeLineSearch.Point

    @Test(
        "the accepted step satisfies the strong Wolfe conditions and was evaluated last",
        arguments: [1e-6, 0.01, 1, 50, 1e4])
    func wolfe(firstStep: Double) throws {
        let functions: [(Double) -> Point] = [
            { Point(step: $0, value: ($0 - 3) * ($0 - 3), slope: 2 * ($0 - 3)) },
            { Point(step: $0, value: -$0 / ($0 * $0 + 2), slope: ($0 * $0 - 2) / pow($0 * $0 + 2, 2)) },
            { Point(step: $0, value: pow($0, 4) - 4 * $0 + sin($0), slope: 4 * pow($0, 3) - 4 + cos($0)) },
            { Point(step: $0, value: exp($0) - 20 * $0, slope: exp($0) - 20) },
        ]
        for function in functions {
            let start = function(0)
            var last: Point?
            let found = WolfeLineSearch().search(start: start, firstStep: firstStep) {
                let point = function($0)
                last = point
                return point
            }
            let point = try #require(found)
            #expect(point == last)
            #expect(point.value <= start.value + WolfeLineSearch.c1 * point.step * start.slope)
            #expect(abs(point.slope) <= WolfeLineSearch.c2 * abs(start.slope))
        }
    }

    @Test("a step into a region where the function is not a number is taken back")
    func notANumber() throws {
        let point = try #require(
            WolfeLineSearch().search(start: Point(step: 0, value: 0, slope: -1), firstStep: 8) { step in
                step < 1 ? Point(step: step, value: step * step - step, slope: 2 * step - 1) : Point(step: step, value: .nan, slope: .nan)
            })
        #expect(point.step > 0 && point.step < 1)
    }

    @Test("a line without a minimum ends after the allowed evaluations")
    func unbounded() {
        var evaluations = 0
        let point = WolfeLineSearch(maxEvaluations: 12).search(start: Point(step: 0, value: 0, slope: -1), firstStep: 1) { step in
            evaluations += 1
            return Point(step: step, value: -step, slope: -1)
        }
        #expect(point == nil)
        #expect(evaluations == 12)
    }

    @Test("when the decrease drowns in rounding the slopes decide, if noise is allowed for")
    func noise() {
        // The true decrease is far below the steps of the rounded value, which here rises by one of them.
        func rounded(_ step: Double) -> Point { Point(step: step, value: step == 0 ? 1 : 1 + 1e-9, slope: 1e-10 * (step - 1)) }
        #expect(WolfeLineSearch(relativeNoise: 0).search(start: rounded(0), firstStep: 1, evaluate: rounded) == nil)
        #expect(WolfeLineSearch(relativeNoise: 1e-8).search(start: rounded(0), firstStep: 1, evaluate: rounded)?.step == 1)
        #expect(WolfeLineSearch(relativeNoise: 1e-10).search(start: rounded(0), firstStep: 1, evaluate: rounded) == nil)
    }
}
