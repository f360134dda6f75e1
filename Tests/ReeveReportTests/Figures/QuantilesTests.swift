import ReeveJSON
import ReeveModel
import ReeveReport
import ReeveStore
import Testing

@Suite struct QuantilesTests {
    @Test func quantilesAreByNearestRank() throws {
        let hundred = try #require(Quantiles((1...100).map { Duration.milliseconds($0) }.shuffled()))
        #expect(
            hundred.p50 == .milliseconds(50) && hundred.p95 == .milliseconds(95) && hundred.p99 == .milliseconds(99))
        let three = try #require(Quantiles([.seconds(3), .seconds(1), .seconds(2)]))
        #expect(three.p50 == .seconds(2) && three.p95 == .seconds(3) && three.minimum == .seconds(1))
        let one = try #require(Quantiles([.seconds(1)]))
        #expect(one.p50 == .seconds(1) && one.p99 == .seconds(1))
        #expect(Quantiles([]) == nil)
    }
}
