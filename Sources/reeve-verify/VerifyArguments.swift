import ReeveJSON

/// The command line of `reeve-verify`.
struct VerifyArguments {
    enum Output: String { case text, json }

    enum Parsed {
        case run(VerifyArguments)
        case help
        case mistake(String)
    }

    var segments: [String] = []
    var checkpoints: [String] = []
    var sinceCheckpoints: [String] = []
    var keys: [String] = []
    var output = Output.text
    var demandsComplete = false
    var now: Timestamp?

    static let usage = """
        usage: reeve-verify AUDIT.JSONL... --checkpoint FILE [options]

          --checkpoint FILE        a signed checkpoint of the log; may be repeated
          --since-checkpoint FILE  a checkpoint that was kept elsewhere; the log must have grown from it
          --key VKEY               a trusted key, as name+id+key; may be repeated
                                   (without it: FILE.pub beside the first checkpoint)
          --complete               refuse a partial log (lines with proofs)
          --now INSTANT            judge the unsigned tail as of this instant (RFC 3339)
          -o, --output text|json   (text)

        exit status: 0 intact, 10 edited, 11 missing, 12 reordered, 13 truncated, 14 forked,
        15 unsigned tail, 16 wrong key, 3 invalid input, 64 bad usage,
        1 intact, but the output could not be written

        """

    static func parse(_ words: [String]) -> Parsed {
        var arguments = VerifyArguments()
        var rest = words[...]
        var onlyFiles = false
        while let word = rest.popFirst() {
            if onlyFiles || word == "-" || !word.hasPrefix("-") {
                arguments.segments.append(word)
                continue
            }
            switch word {
            case "--": onlyFiles = true
            case "-h", "--help": return .help
            case "--complete": arguments.demandsComplete = true
            case "--checkpoint", "--since-checkpoint", "--key", "--now", "-o", "--output":
                guard let value = rest.popFirst() else { return .mistake("'\(word)' needs a value") }
                if let mistake = arguments.set(word, to: value) { return .mistake(mistake) }
            default: return .mistake("unknown option '\(word)'")
            }
        }
        guard !arguments.segments.isEmpty else { return .mistake("no log was named") }
        guard !arguments.checkpoints.isEmpty || !arguments.sinceCheckpoints.isEmpty else {
            return .mistake("no checkpoint was named; without one nothing can be proven")
        }
        return .run(arguments)
    }

    private mutating func set(_ option: String, to value: String) -> String? {
        switch option {
        case "--checkpoint": checkpoints.append(value)
        case "--since-checkpoint": sinceCheckpoints.append(value)
        case "--key": keys.append(value)
        case "--now":
            guard let instant = Timestamp(value) else { return "'\(value)' is not an RFC 3339 instant" }
            now = instant
        default:
            guard let chosen = Output(rawValue: value) else { return "'\(value)' is neither 'text' nor 'json'" }
            output = chosen
        }
        return nil
    }
}
