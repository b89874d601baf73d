"""The pages of the docs, and what in them can be tried."""
import dataclasses
import os
import re
import shlex


@dataclasses.dataclass
class Command:
    """One call of dhcpward, as it stands there."""
    place: str
    text: str
    words: list
    runs: bool


@dataclasses.dataclass
class Settings:
    """A block of TOML."""
    place: str
    text: str


def pages(root):
    """All of them."""
    paths = [root / "README.md"] + sorted((root / "docs").rglob("*.md"))
    return [Page(path, root) for path in paths]


def slug(heading):
    """The anchor that GitHub gives to a heading."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "").strip().lower()
    return re.sub(r"[^\w\- ]", "", text).replace(" ", "-")


class Page:
    def __init__(self, path, root):
        self.path = path
        self.name = str(path.relative_to(root))
        self.blocks, self.prose = [], []
        kind, lines, start, example, before = None, [], 0, False, ""
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            fence = re.match(r"\s*(```+|~~~+)\s*(\S*)", line)
            if kind is None and fence:
                kind, lines, start, example = fence[2].lower(), [], number, before == "<!-- example -->"
            elif kind is not None and fence and not fence[2]:
                self.blocks.append((kind, start + 1, lines, example))
                kind, before = None, ""
            elif kind is not None:
                lines.append(line)
            else:
                self.prose.append((number, line))
                before = line.strip() or before
        if kind is not None:
            raise SystemExit(f"{self.name}:{start}: a block without an end")

    def commands(self):
        """Those in blocks, then those in running text."""
        for kind, start, lines, example in self.blocks:
            if kind not in ("", "sh", "console", "shell", "bash"):
                continue
            lines = list(lines)
            for index, line in enumerate(lines):
                if line.endswith("\\") and index + 1 < len(lines):
                    lines[index + 1] = line[:-1] + lines[index + 1]
                    continue
                yield from self.calls(start + index, line, runs=not example)
        for number, line in self.prose:
            for code in re.findall(r"`([^`]+)`", line):
                if re.match(r"(sudo )?dhcpward [a-z-]+( |$)", code):
                    yield from self.calls(number, code, runs=False)

    def calls(self, number, line, runs):
        """The calls of dhcpward in a line of shell."""
        line = re.sub(r"^\s*[#$] (?=(sudo )?dhcpward )", "", line)
        if not re.match(r"(sudo )?dhcpward |.*(&&|\|) *(sudo )?dhcpward ", line):
            return
        lexer = shlex.shlex(line, posix=True, punctuation_chars="|&;<>")
        lexer.whitespace_split = True
        try:
            tokens = list(lexer)
        except ValueError:
            tokens = line.split()
        part, redirected = [], False
        for token in tokens + [";"]:
            if token and all(character in "|&;" for character in token):
                words = part[1:] if part[:1] == ["sudo"] else part
                if words[:1] == ["dhcpward"] and len(words) > 1:
                    yield Command(f"{self.name}:{number}", " ".join(words), words[1:], runs)
                part = []
            elif token in (">", "<", ">>"):
                redirected = True
            elif redirected:
                redirected = False
            else:
                part.append(token)

    def settings(self):
        for kind, start, lines, example in self.blocks:
            if kind == "toml" and not example:
                yield Settings(f"{self.name}:{start}", "\n".join(lines) + "\n")

    def anchors(self):
        found = set()
        for _, line in self.prose:
            heading = re.match(r"#{1,6} (.*)", line)
            if heading:
                name, number = slug(heading[1]), 1
                while name in found:
                    name, number = f"{slug(heading[1])}-{number}", number + 1
                found.add(name)
        return found

    def broken_links(self):
        """Links to files or headings that are not there."""
        for number, line in self.prose:
            text = re.sub(r"`[^`]*`", "", line)
            for target in re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r'(?:src|href)="([^"]+)"', text):
                if re.match(r"[a-z]+:", target):
                    continue
                name, _, anchor = target.partition("#")
                path = self.path if not name else self.path.parent / name
                if not os.path.exists(path):
                    yield f"{self.name}:{number}: {target}: no such file"
                elif anchor and str(path).endswith(".md") and anchor not in Page(path, path.parent).anchors():
                    yield f"{self.name}:{number}: {target}: no such heading"
