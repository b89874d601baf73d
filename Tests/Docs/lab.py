"""A host of its own, in namespaces that the caller has entered: what is run here changes nothing outside."""
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time

LINKS = """
link set lo up
link add eth0 address 02:00:00:00:00:01 type veth peer name lan0
address add 192.0.2.1/24 dev eth0
link set eth0 up
link set lan0 up
link add virbr0 address 02:00:00:00:00:10 type bridge
link set virbr0 up
"""
PORTS = ["vnet0", "vnet1", "vnet3"]
SETTINGS = "[interface.eth0]\n\n[interface.virbr0]\nat-port = true\n"

# Which commands may end in another way than 0, and why.
ENDS = {
    "doctor": {0, 1},  # no server here is shielded
    "explain": {0, 1},  # a source that is not in the capture
    "replay": {0, 1},  # --fail-on-flood
}


class Lab:
    """With a daemon that guards eth0 and virbr0."""

    def __init__(self, program, root, manual):
        self.program, self.root, self.manual = program, root, manual

    def __enter__(self):
        mount("-t", "tmpfs", "tmpfs", "/run")
        os.makedirs("/run/work")
        os.chdir("/run/work")
        os.makedirs("/run/etc/upper/dhcpward")
        os.makedirs("/run/etc/work")
        pathlib.Path("/run/etc/upper/dhcpward/dhcpward.toml").write_text(SETTINGS, encoding="utf-8")
        mount("-t", "overlay", "-o", "lowerdir=/etc,upperdir=/run/etc/upper,workdir=/run/etc/work", "overlay", "/etc")
        for line in LINKS.split("\n"):
            if line:
                ip(line)
        for port in PORTS:
            ip(f"link add {port} type veth peer name {port}-guest")
            ip(f"link set {port} master virbr0 up")
            ip(f"link set {port}-guest up")
        self.log = open("/run/daemon.log", "wb")
        self.daemon = subprocess.Popen(
            [self.program, "watch", "--state", "/run/dhcpward.db", "--log", "text"], stdout=self.log, stderr=self.log)
        deadline = time.monotonic() + 10
        while not os.path.exists("/run/dhcpward/control.sock"):
            if self.daemon.poll() is not None or time.monotonic() > deadline:
                raise SystemExit("the daemon does not start: " + pathlib.Path("/run/daemon.log").read_text())
            time.sleep(0.05)
        return self

    def __exit__(self, *_):
        if self.daemon.poll() is None:
            self.daemon.send_signal(signal.SIGTERM)
            self.daemon.wait(20)

    def run(self, command):
        """Runs a command; gives what is wrong with it."""
        words = list(command.words)
        name = words[0]
        if name == "bridge" and words[1:2] == ["confirm"]:
            return []
        waits = name == "watch" and "--help" not in words
        if (waits or words[:2] in (["bridge", "up"], ["bridge", "down"])) and self.manual.has(words, "--dry-run"):
            words = [word for word in words if word != "--dry-run"] + ["--dry-run"]
        if name == "top":
            words = ["top", "--count", "1"] + [word for word in words if word == "--json"]
        for word in words:
            if word.endswith((".pcap", ".pcapng")) and not os.path.exists(word):
                suffix = word.rpartition(".")[2]
                sample = {"pcap": "loop.pcap", "pcapng": "interfaces.pcapng"}[suffix]
                shutil.copy(self.root / "Tests/Captures" / sample, word)
        self.prepare(words)
        given = self.root / "Tests/Captures/loop.pcap" if "-" in words else os.devnull
        with open(given, "rb") as stdin, tempfile.TemporaryFile() as said:
            child = subprocess.Popen([self.program] + words, stdin=stdin, stdout=subprocess.DEVNULL, stderr=said)
            try:
                status = child.wait(1.2 if waits else 20)
            except subprocess.TimeoutExpired:
                child.send_signal(signal.SIGTERM if waits else signal.SIGKILL)
                status = child.wait(10)
            said.seek(0)
            talk = said.read().decode(errors="replace").strip().split("\n")[-1]
        if status in ENDS.get(name, {0}):
            return []
        return [f"{command.place}: dhcpward {' '.join(words)}: exit status {status}: {talk}"]

    def prepare(self, words):
        """Makes the interfaces and files that an example names."""
        for option, value in zip(words, words[1:]):
            if option == "--config" and not os.path.exists(value):
                pathlib.Path(value).parent.mkdir(parents=True, exist_ok=True)
                pathlib.Path(value).write_text(SETTINGS, encoding="utf-8")

    def check_settings(self, block):
        pathlib.Path("/run/block.toml").write_text(block.text, encoding="utf-8")
        result = subprocess.run(
            [self.program, "config", "check", "--config", "/run/block.toml"], capture_output=True, text=True)
        if result.returncode == 0:
            return []
        return [f"{block.place}: {line}" for line in result.stderr.strip().split("\n")]


def ip(line):
    subprocess.run(["ip"] + line.split(), check=True)


def mount(*words):
    subprocess.run(["mount", *words], check=True)
