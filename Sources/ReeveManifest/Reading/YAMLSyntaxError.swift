import ReeveDiagnostics

/// Plain words for what libyaml says about a syntax error.
///
/// libyaml gives text and no codes, so its text is looked up here; what is not in the table is passed on as it is.
enum YAMLSyntaxError {
    static func diagnostic(
        problem: String, at place: SourceRange, context: String?, contextPlace: SourceRange?
    ) -> Diagnostic {
        let words = table[problem]
        var notes: [Diagnostic.Note] = []
        if let context, let contextPlace, contextPlace.start != place.start {
            notes = [Diagnostic.Note(contexts[context] ?? context, at: contextPlace)]
        }
        return Diagnostic(.yamlSyntax, words?.message ?? problem, at: place, help: words?.help, notes: notes)
    }

    private static let table: [String: (message: String, help: String?)] = [
        "found character that cannot start any token": (
            "this character cannot begin a value",
            "put the text in quotes, and indent with spaces, never with tabs"
        ),
        "mapping values are not allowed in this context": (
            "a ':' that gives a value is not expected here",
            "check the indentation; put text that holds ': ' in quotes"
        ),
        "did not find expected key": (
            "a key of this mapping was expected here", "check the indentation and the quotes of the lines above"
        ),
        "could not find expected ':'": (
            "this key has no ':' after it", "write 'key: value', with a space after the colon"
        ),
        "did not find expected '-' indicator": (
            "the next '- ' of this list was expected here", "check the indentation"
        ),
        "did not find expected ',' or ']'": ("',' or ']' was expected here", nil),
        "did not find expected ',' or '}'": ("',' or '}' was expected here", nil),
        "did not find expected node content": ("a value was expected here", nil),
        "did not find expected <document start>": (
            "text after the end of the document", "begin a new document with '---'"
        ),
        "found unexpected end of stream": ("the document ends inside a quoted text", nil),
        "found unexpected document indicator": ("the document ends inside a quoted text", nil),
        "block sequence entries are not allowed in this context": (
            "a list cannot begin here", "put '- ' on a line of its own below the key"
        ),
        "mapping keys are not allowed in this context": ("a '?' key cannot stand here", nil),
        "found unknown escape character": (
            "unknown escape in double quotes", "use single quotes to keep backslashes as they are"
        ),
        "did not find expected hexdecimal number": ("this escape needs hexadecimal digits", nil),
        "found invalid Unicode character escape code": (
            "this escape names no character", "write the character itself, or \\U and eight digits"
        ),
        "found undefined tag handle": ("this tag has no meaning here", "leave the tag out"),
        "found a tab character that violates indentation": ("a tab in the indentation", "indent with spaces"),
        "found a tab character where an indentation space is expected": (
            "a tab in the indentation", "indent with spaces"
        ),
        "found duplicate %YAML directive": ("two %YAML directives", "leave them out"),
        "found incompatible YAML document": ("this version of YAML is not read", "leave the directive out"),
        "found unknown directive name": ("unknown directive", "leave it out"),
        "did not find expected comment or line break": (
            "something follows where the line should end", nil
        ),
        "did not find expected alphabetic or numeric character": (
            "an anchor or alias needs a name of letters, digits, '-' and '_'",
            "put text that begins with '&' or '*' in quotes"
        ),
        "did not find expected whitespace or line break": ("a space or the end of the line was expected here", nil),
        "found an indentation indicator equal to 0": ("the indentation of a block text cannot be 0", nil),
    ]

    private static let contexts: [String: String] = [
        "while parsing a block mapping": "in the mapping that begins here",
        "while parsing a block collection": "in the list that begins here",
        "while parsing a flow mapping": "in the '{' that opens here",
        "while parsing a flow sequence": "in the '[' that opens here",
        "while parsing a block node": "in the value that begins here",
        "while parsing a flow node": "in the value that begins here",
        "while parsing a node": "in the value that begins here",
        "while scanning a simple key": "the key begins here",
        "while scanning a quoted scalar": "the quoted text begins here",
        "while parsing a quoted scalar": "the quoted text begins here",
        "while scanning a plain scalar": "the text begins here",
        "while scanning a block scalar": "the block text begins here",
        "while scanning for the next token": "after this place",
        "while scanning an anchor": "the anchor begins here",
        "while scanning an alias": "the alias begins here",
        "while scanning a tag": "the tag begins here",
        "while parsing a tag": "the tag begins here",
        "while scanning a directive": "the directive begins here",
    ]
}
