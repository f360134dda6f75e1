import ReeveJSON
import ReeveModel
import ReeveReport
import ReeveStore
import Testing

@Suite struct CSVWriterTests {
    @Test(arguments: ["=1+1", "+1", "-1", "@x", " =1", "\t=1", "\n@x", "＝1"]) func csvDefusesFormulas(_ text: String) {
        var writer = CSVWriter()
        writer.write([text])
        #expect(writer.text.hasPrefix("'") || writer.text.hasPrefix("\"'"))
    }

    @Test func csvQuotesWhatWouldBreakARecord() {
        var writer = CSVWriter()
        writer.write(["a", "b,c", "d\"e", "f\ng", ""])
        #expect(writer.text == "a,\"b,c\",\"d\"\"e\",\"f\ng\",\r\n")
    }
}
