import ReeveDiagnostics
import ReeveJSON
import ReeveTemplate
import TestSupport
import Testing

/// What holds for every text and every value. Each test prints its seed; `REEVE_SEED` repeats it.
@Suite struct TemplateRendererLawTests {
    private static let pieces = [
        "{{", "}}", "{{{", "}}}", "{", "}", "#", "^", "/", ">", "!", "&", "=", ".", " ", "\n", "\r\n", "\t", "a", "b",
        "c",
        "a.b", "{{a}}", "{{#a}}", "{{/a}}", "{{^b}}", "{{/b}}", "{{>p}}", "{{.}}", "{{! x }}", "ä", "😀", "text ",
    ]

    private func text(_ count: Int, using random: inout SeededGenerator, braces: Bool = true) -> String {
        (0..<count).map { _ in
            let piece = Self.pieces.randomElement(using: &random) ?? ""
            return braces ? piece : piece.filter { $0 != "{" }
        }.joined()
    }

    private func values(_ random: inout SeededGenerator) -> JSONObject {
        let choices: [JSONValue] = [
            "", "x", "{{a}}", 1, true, false, .null, [], [1, "{{b}}"], ["b": "{{{c}}}"], [["a": 1], ["b": 2]],
        ]
        var values: JSONObject = [:]
        for name in ["a", "b", "c"] where Bool.random(using: &random) {
            values[name] = choices.randomElement(using: &random)
        }
        return values
    }

    @Test func aTextWithoutTagsStaysAsItIs() throws {
        var random = SeededGenerator(seed: SeededGenerator.chosenSeed())
        print("seed \(random.seed)")
        for round in 0..<500 {
            let text = text(Int.random(in: 0...40, using: &random), using: &random, braces: false)
            let output = try CompiledTemplate(text).render(values: ["a": "no"])
            #expect(Array(output.utf8) == Array(text.utf8), "seed \(random.seed), round \(round)")
        }
    }

    @Test func aValueStandsInTheOutputAsItIs() throws {
        var random = SeededGenerator(seed: SeededGenerator.chosenSeed())
        print("seed \(random.seed)")
        let templates = ["<{{a}}>", "<{{#s}}{{a}}{{/s}}>", "<{{{a}}}>", "<{{#l}}{{.}}{{/l}}>", "<{{>p}}>"]
        let partials = ["p": CompiledTemplate("{{a}}", part: .partial("p"))]
        let hostile = Hostile.texts + [Hostile.all]
        for round in 0..<500 {
            let value =
                round < hostile.count
                ? hostile[round] : text(Int.random(in: 0...30, using: &random), using: &random)
            for template in templates {
                let output = try CompiledTemplate(template).render(
                    values: ["a": .string(value), "s": true, "l": [.string(value)], "b": "no"], partials: partials)
                #expect(Array(output.utf8) == Array("<\(value)>".utf8), "seed \(random.seed), round \(round)")
            }
        }
    }

    @Test func anyTextIsReadOrRefusedAndRenderedOrRefused() throws {
        var random = SeededGenerator(seed: SeededGenerator.chosenSeed())
        print("seed \(random.seed)")
        var (rendered, refused) = (0, 0)
        for round in 0..<5_000 {
            let text = text(Int.random(in: 1...30, using: &random), using: &random)
            let compiled = CompiledTemplate(text)
            for problem in compiled.problems {
                let range = try #require(problem.range)
                #expect(range.upperBound <= text.utf8.count, "seed \(random.seed), round \(round)")
                let isEmpty = range.isEmpty
                #expect(!isEmpty, "seed \(random.seed), round \(round): '\(text)', \(problem)")
            }
            guard compiled.problems.isEmpty else {
                refused += 1
                continue
            }
            let partials = ["p": CompiledTemplate("{{#a}}\n{{b}}\n{{/a}}\n", part: .partial("p"))]
            do {
                _ = try compiled.render(values: values(&random), partials: partials)
                rendered += 1
            } catch {
                #expect(error.code == .templateUnfilled, "seed \(random.seed), round \(round)")
            }
        }
        #expect(rendered > 100 && refused > 100, "seed \(random.seed): \(rendered) rendered, \(refused) refused")
    }

    @Test func anyBytesAreReadOrRefused() {
        var random = SeededGenerator(seed: SeededGenerator.chosenSeed())
        print("seed \(random.seed)")
        let likely = Array("{{}}#^/>!&=. \n\rab".utf8)
        for _ in 0..<5_000 {
            let bytes = (0..<Int.random(in: 0...80, using: &random)).map { _ -> UInt8 in
                Bool.random(using: &random)
                    ? likely.randomElement(using: &random) ?? 0 : .random(in: 0...255, using: &random)
            }
            let text = String(decoding: bytes, as: UTF8.self)
            let problems = CompiledTemplate(text).problems
            let starts = problems.compactMap(\.range?.lowerBound)
            #expect(starts == starts.sorted(), "seed \(random.seed)")
            #expect(starts.count == problems.count, "seed \(random.seed)")
        }
    }

    @Test func noOutputHoldsATagOfTheTemplate() throws {
        var random = SeededGenerator(seed: SeededGenerator.chosenSeed())
        print("seed \(random.seed)")
        for round in 0..<2_000 {
            let text = text(Int.random(in: 1...20, using: &random), using: &random)
            let compiled = CompiledTemplate(text)
            guard compiled.problems.isEmpty else { continue }
            let partials = ["p": CompiledTemplate("p", part: .partial("p"))]
            guard let output = try? compiled.render(values: ["a": "1", "b": ["2"], "c": "3"], partials: partials) else {
                continue
            }
            #expect(!output.contains("{{"), "seed \(random.seed), round \(round): '\(text)'")
        }
    }
}
