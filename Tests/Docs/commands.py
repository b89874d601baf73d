"""What the program says of its own options."""
import json
import re
import subprocess

# What stands in running text for something to be filled in.
PLACEHOLDER = re.compile(r"^[A-Z]+(\.\.\.|…)?$|^(\.\.\.|…)$|^\[|^<")


class Manual:
    def __init__(self, program):
        text = subprocess.run([program, "--experimental-dump-help"], capture_output=True, check=True).stdout
        self.root = json.loads(text)["command"]

    def find(self, words):
        """The command that words name, and what is left of them; words that name none stay."""
        command, rest = self.root, list(words)
        while rest:
            found = [part for part in command.get("subcommands", []) if part["commandName"] == rest[0]]
            if not found:
                break
            command = found[0]
            rest.pop(0)
        return command, rest

    def has(self, words, option):
        command, _ = self.find(words)
        return option in self.options(command)

    @staticmethod
    def options(command):
        dashes = {"long": "--", "short": "-", "longWithSingleDash": "-"}
        return {
            dashes[name["kind"]] + name["name"]: argument
            for argument in command.get("arguments", [])
            for name in argument.get("names") or []
        }

    def complaint(self, words):
        """What is wrong with a command, or None."""
        command, rest = self.find(words)
        subcommands = [part["commandName"] for part in command.get("subcommands", [])]
        if command is self.root and rest and not rest[0].startswith("-"):
            return f"no such command as {rest[0]}"
        options, values = self.options(command), 0
        if words[:1] == ["help"]:
            return None
        while rest:
            word = rest.pop(0)
            name, equals, _ = word.partition("=")
            if word.startswith("-") and word != "-":
                if name not in options:
                    return f"no option {name}"
                if options[name]["kind"] == "option" and not equals:
                    if not rest:
                        return f"{name} without a value"
                    rest.pop(0)
            elif not PLACEHOLDER.match(word):
                values += 1
        positional = [argument for argument in command.get("arguments", []) if argument["kind"] == "positional"]
        if values and not positional:
            return f"unexpected words; {command['commandName']} takes none"
        if subcommands and values:
            return "no such command"
        if values > len(positional) and not any(argument["isRepeating"] for argument in positional):
            return "too many words"
        return None
