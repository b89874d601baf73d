"""Whether the messages that docs/troubleshooting.md quotes are those of the program."""
import os
import re

# What stands for something that differs each time.
VARIABLE = re.compile(
    r"\b(?:WORDS|NAME|INTERFACE|BRIDGE|PORT|MAC|FILE|SERVER|MODE|TIME|KEY|LINE|COLUMN|N|ebtables)\b")
# Where the program joins the parts of an error.
JOINTS = re.compile(r"\0|: |; | \(|\)")
SYSTEM_WORDS = {os.strerror(number) for number in range(1, 134)}


def unknown_messages(root):
    """A line for each part of a quoted message that no source file has."""
    page = root / "docs/troubleshooting.md"
    if not page.exists():
        return []
    source = Source(root)
    mistakes, quoted = [], 0
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        for message in quotes(line):
            quoted += 1
            for part in JOINTS.split(VARIABLE.sub("\0", message)):
                words = part.strip()
                if len(words) > 2 and words not in SYSTEM_WORDS and not source.says(words):
                    mistakes.append(f"docs/troubleshooting.md:{number}: no source says: {words}")
    if quoted == 0:
        mistakes.append("docs/troubleshooting.md: quotes no message")
    return mistakes


class Source:
    """What the program can say."""

    def __init__(self, root):
        found = [literal for path in sorted((root / "Sources").rglob("*.swift")) for literal in literals(path)]
        text = re.sub(r"[^\S\0]+", " ", "\0".join(found))
        self.text = text
        # Whole pieces between what is put in, and those that a word begins or ends.
        self.pieces = {piece.strip(" :;,") for piece in text.split("\0")}

    def says(self, words):
        """Whether some literal has these words, or several do, one put into the other."""
        if words in self.text:
            return True
        parts = words.split(" ")
        for cut in range(1, len(parts)):
            head, tail = " ".join(parts[:cut]), " ".join(parts[cut:])
            if head in self.pieces or f"{head} \0" in self.text or f"{head}\0" in self.text:
                if self.begins(tail) or self.says_on(tail):
                    return True
        return False

    def begins(self, words):
        return f"\0{words}" in self.text or f"\0 {words}" in self.text or words in self.pieces

    def says_on(self, words):
        """The same for what goes on after something that was put in."""
        parts = words.split(" ")
        return any(
            " ".join(parts[:cut]) in self.pieces
            and (self.begins(" ".join(parts[cut:])) or self.says_on(" ".join(parts[cut:])))
            for cut in range(1, len(parts)))


def quotes(line):
    """The message in a table's first column, if the table is one of messages."""
    found = re.match(r"\| (?:``\s?(.+?)\s?``|`([^`]+)`) \| ", line)
    return [found[1] or found[2]] if found else []


def literals(path):
    """The string literals of a Swift file, those joined by + as one; what is put into them is a NUL."""
    text = path.read_text(encoding="utf-8")
    found = []
    scan(text, 0, None, found)
    joined, last = [], None
    for start, end, literal in sorted(found):
        if last is not None and re.fullmatch(r'\s*\+\s*', text[last:start]):
            joined[-1] += literal
        else:
            joined.append(literal)
        last = end
    return joined


def scan(text, at, closing, found):
    """Reads code from `at` to the parenthesis that closes it; gives the place behind it."""
    depth = 0
    while at < len(text):
        if text.startswith("//", at):
            end = text.find("\n", at)
            at = len(text) if end < 0 else end
        elif text[at] == '"':
            at = string(text, at, found)
        elif text[at] == "(":
            depth += 1
            at += 1
        elif text[at] == ")":
            if closing and depth == 0:
                return at + 1
            depth -= 1
            at += 1
        else:
            at += 1
    return at


def string(text, start, found):
    quote = '"""' if text.startswith('"""', start) else '"'
    at, literal = start + len(quote), ""
    while at < len(text) and not text.startswith(quote, at):
        if text.startswith("\\(", at):
            at = scan(text, at + 2, True, found)
            literal += "\0"
        elif text[at] == "\\":
            literal += {"n": "\n", "t": "\t"}.get(text[at + 1], text[at + 1])
            at += 2
        else:
            literal += text[at]
            at += 1
    at += len(quote)
    found.append((start, at, literal))
    return at
