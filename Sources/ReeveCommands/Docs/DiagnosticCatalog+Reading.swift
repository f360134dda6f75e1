extension DiagnosticCatalog {
    /// Codes of files and their syntax.
    static let reading: [Entry] = [
        Entry(
            "source.unreadable", "a file or folder is not there or may not be read",
            "check the path, and the modes of the file and of the folders above it"),
        Entry(
            "source.not-a-file", "the path is a device, a pipe or a socket",
            "name a file or a folder, or '-' for standard input"),
        Entry("source.too-large", "the file is larger than 64 MiB and was not read", "split it into several files"),
        Entry("source.nul-byte", "the file holds a NUL byte, so it is no text", "name a text file"),
        Entry(
            "source.link", "a link to a folder, or to nothing, lies among the manifests",
            "name the folder itself in 'manifests' of reeve.yaml, or list the link in .reeveignore"),
        Entry(
            "source.too-many", "there are more than 200,000 manifest files, or folders more than 64 deep",
            "put several documents into one file"),
        Entry("source.invalid-utf8", "the file is not UTF-8", "save it as UTF-8 without byte order tricks"),
        Entry(
            "yaml.syntax", "the text is no YAML", "mend it at the place shown; often indentation, a quote or a colon"),
        Entry(
            "yaml.control-character", "a control character stands in the text", "remove it, or write it as an escape"),
        Entry("yaml.directive", "a YAML directive is unknown or repeated", "remove it; only '%YAML 1.2' is of use"),
        Entry("yaml.duplicate-key", "a mapping has a key twice", "keep one of them"),
        Entry("yaml.complex-key", "a key is a list or a mapping", "use text as keys"),
        Entry("yaml.alias-key", "a key is an alias", "write the key out"),
        Entry("yaml.unknown-alias", "an alias names no anchor before it", "define the anchor first, or mend its name"),
        Entry("yaml.alias-cycle", "an anchor holds an alias to itself", "write the inner value out"),
        Entry(
            "yaml.alias-expansion", "the aliases of a document stand for more than 10,000 nodes",
            "write the values out, or split the document"),
        Entry("yaml.merge-value", "what '<<' merges is no mapping", "merge mappings only"),
        Entry("yaml.unknown-tag", "a tag is not one of the YAML core schema", "remove the tag"),
        Entry(
            "yaml.tag-mismatch", "a value does not have the form that its tag says", "mend the value or remove the tag"),
        Entry("yaml.not-finite", "a number is infinite or not a number", "write a finite number"),
        Entry(
            "yaml.number-range", "a number has too many digits or too large an exponent",
            "write a smaller number, or quote it as text"),
        Entry("yaml.too-deep", "collections are nested more than 64 deep", "flatten the document"),
        Entry("yaml.too-many-nodes", "a document has more than 500,000 nodes", "split the document"),
        Entry("yaml.document-too-large", "a document is larger than 4 MiB", "split the document"),
        Entry("yaml.too-many-documents", "a file has more than 250,000 documents", "split the file"),
        Entry("yaml.too-many-mistakes", "reading stopped after 1,000 mistakes", "mend those shown and read again"),
        Entry("json.syntax", "the text is no JSON", "mend it at the place shown"),
    ]
}
