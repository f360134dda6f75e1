"""Reads report.html with the parser of the standard library and says what is wrong with it.

usage: read_html.py FILE [FORBIDDEN-TAG-TEXT...]
Prints a line for each problem and ends with 1, else prints the count of elements.
"""

import html.parser
import re
import sys

VOID = {"meta", "br", "hr", "img", "input", "link", "col", "wbr"}
ADDRESS = {"href", "src", "srcset", "action", "formaction", "data", "poster", "xlink:href", "xmlns", "cite", "ping", "background"}
FORBIDDEN = {"script", "iframe", "object", "embed", "link", "base", "form", "img", "image", "use", "foreignobject", "a:outside"}
problems = []


class Reader(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.stack, self.ids, self.references, self.count, self.style = [], set(), [], 0, ""
        self.headings, self.captions, self.tables, self.svgs, self.titles = [], 0, 0, 0, 0

    def handle_starttag(self, tag, attributes):
        self.count += 1
        names = [name for name, _ in attributes]
        if len(names) != len(set(names)):
            problems.append(f"<{tag}> repeats an attribute: {names}")
        if tag in FORBIDDEN:
            problems.append(f"<{tag}> is not allowed")
        for name, value in attributes:
            if name.startswith("on"):
                problems.append(f"<{tag}> has the handler {name}")
            if name in ADDRESS and not re.fullmatch(r"#[\w-]+|[A-Za-z0-9_][A-Za-z0-9._/-]*", value or ""):
                problems.append(f"<{tag} {name}={value!r}> leads outside")
            if name in ADDRESS and (value or "").startswith("/"):
                problems.append(f"<{tag} {name}={value!r}> leads outside")
            if name == "style" and re.search(r"url\(|:\s*expression", value or ""):
                problems.append(f"<{tag}> has a style with an address")
            if name == "id":
                if value in self.ids:
                    problems.append(f"id {value!r} twice")
                self.ids.add(value)
            if name in ("aria-labelledby", "aria-describedby"):
                self.references += (value or "").split()
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        self.captions += tag == "caption"
        self.tables += tag == "table"
        if tag == "svg" and dict(attributes).get("aria-hidden") != "true":
            self.svgs += 1
        if tag == "title" and "svg" in self.stack and self.stack[-1] == "svg":
            self.titles += 1
        if tag not in VOID:
            self.stack.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.stack.pop()

    def handle_endtag(self, tag):
        if not self.stack or self.stack[-1] != tag:
            problems.append(f"</{tag}> at line {self.getpos()[0]} where {self.stack[-3:]} are open")
            while self.stack and self.stack[-1] != tag:
                self.stack.pop()
        if self.stack:
            self.stack.pop()

    def handle_data(self, data):
        if self.stack and self.stack[-1] == "style":
            self.style += data
        for character in data:
            if character in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c" or (
                ord(character) < 32 and character not in "\n\t"
            ):
                problems.append(f"character {ord(character):#x} in text")


text = open(sys.argv[1], encoding="utf-8", newline="").read()
reader = Reader()
reader.feed(text)
reader.close()
if reader.stack:
    problems.append(f"left open: {reader.stack}")
if re.search(r"url\(|@import|//", reader.style):
    problems.append("the style sheet names an address")
for reference in reader.references:
    if reference not in reader.ids:
        problems.append(f"reference to {reference!r}, which does not exist")
if reader.headings[:1] != [1] or reader.headings.count(1) != 1:
    problems.append(f"headings {reader.headings}")
for before, after in zip(reader.headings, reader.headings[1:]):
    if after > before + 1:
        problems.append(f"a heading of level {after} after one of {before}")
if reader.captions != reader.tables:
    problems.append(f"{reader.tables} tables, {reader.captions} captions")
if reader.titles < reader.svgs:
    problems.append(f"{reader.svgs} charts, {reader.titles} with a title")
for word in sys.argv[2:]:
    if word in text:
        problems.append(f"holds {word!r}")
print("\n".join(problems) if problems else f"{reader.count} elements")
sys.exit(1 if problems else 0)
