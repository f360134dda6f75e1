import ReeveJSON
import ReeveModel
import ReeveReport
import ReeveStore
import Testing

@Suite struct FigureTextTests {
    @Test(
        arguments: [
            (0, "0 ms"), (412, "<1 ms"), (1_400, "1 ms"), (412_000, "412 ms"), (999_499, "999 ms"), (999_500, "1.0 s"),
            (14_240_000, "14.2 s"), (59_949_000, "59.9 s"), (59_950_000, "1 min"), (192_000_000, "3 min 12 s"),
            (7_500_000_000, "2 h 5 min"), (7_200_000_000, "2 h"),
        ] as [(Int64, String)]) func durationsReadWell(_ microseconds: Int64, _ text: String)
    {
        #expect(FigureText.duration(.microseconds(microseconds)) == text)
    }

    @Test func numbersReadWell() {
        #expect(
            FigureText.count(4_812) == "4,812" && FigureText.count(1_000_000) == "1,000,000"
                && FigureText.count(12) == "12")
        #expect(FigureText.bytes(312) == "312 B" && FigureText.bytes(4_200) == "4.1 KiB")
        #expect(FigureText.money(862, "EUR") == "0.000862 EUR" && FigureText.money(1_200_000, "EUR") == "1.20 EUR")
        #expect(FigureText.count(1, "run") == "1 run" && FigureText.count(0, "run") == "0 runs")
    }
}
