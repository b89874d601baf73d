"""The two daemons that `daemon` compares: each with its own settings, sockets and files in one directory."""
import glob
import io
import os
import pickle
import shutil
import signal
import socket
import subprocess
import sys
import time

running = []


def prepare():
    """A wire with two ends, and a /run of our own."""
    for command in (
        "mount -t tmpfs tmpfs /run", "ip link set lo up",
        "ip link add port0 address 02:ff:00:00:00:01 type veth peer name peer0 address 02:ff:00:00:00:02",
        "ip address add 192.0.2.1/24 dev port0", "ip address add 2001:db8::1/64 dev port0 nodad",
        "ip link set port0 up", "ip link set peer0 up",
    ):
        subprocess.run(command.split(), check=True)


def spawn(command, environment, output):
    null = os.open(os.devnull, os.O_RDONLY)
    actions = [(os.POSIX_SPAWN_DUP2, null, 0), (os.POSIX_SPAWN_DUP2, output, 1), (os.POSIX_SPAWN_DUP2, output, 2)]
    child = os.posix_spawnp(command[0], command, environment, file_actions=actions)
    os.close(null)
    running.append(child)
    return child


def end_all():
    for child in list(running):
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def memory(pid):
    """Megabytes by name, of smaps_rollup."""
    with open(f"/proc/{pid}/smaps_rollup") as file:
        fields = (line.split() for line in file if line.endswith(" kB\n"))
        return {field[0].rstrip(":"): int(field[1]) / 1000 * 1.024 for field in fields}


def wakes(pid):
    """How often all threads went to sleep of themselves, and so woke."""
    count = 0
    for path in glob.glob(f"/proc/{pid}/task/*/status"):
        with open(path) as file:
            count += sum(int(line.split()[1]) for line in file if line.startswith("voluntary_ctxt_switches"))
    return count


def processor(pid):
    """Milliseconds of processor time that its threads have had so far."""
    total = 0
    for path in glob.glob(f"/proc/{pid}/task/*/schedstat"):
        with open(path) as file:
            total += int(file.read().split()[0])
    return total / 1e6


def milliseconds(since):
    return (time.monotonic() - since) * 1000


class Daemon:
    def begin(self, command, environment, log):
        self.log = log
        with open(log, "w") as output:
            self.began = time.monotonic()
            self.pid = spawn(command, environment, output.fileno())

    def words(self):
        with open(self.log) as file:
            return file.read()

    def fail(self, what):
        sys.exit(f"bench: {what}; its log says: {self.words()[-2000:]}")

    def stop(self):
        """Milliseconds from SIGTERM to its end."""
        since = time.monotonic()
        os.kill(self.pid, signal.SIGTERM)
        _, status = os.waitpid(self.pid, 0)
        running.remove(self.pid)
        if status:
            self.fail(f"it ended with status {os.waitstatus_to_exitcode(status)}")
        return milliseconds(since)


class Dhcpward(Daemon):
    def __init__(self, bench, mode, state="empty.db"):
        place = bench.directory
        self.bench = bench
        settings = os.path.join(place, "dhcpward.toml")
        with open(settings, "w") as file:
            file.write(f'[daemon]\nstate = "{os.path.join(place, state) if state else ""}"\n')
            file.write(f'[interface.port0]\nmode = "{mode}"\n')
        self.notices = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.notices.settimeout(120)
        path = os.path.join(place, "notify")
        if os.path.exists(path):
            os.remove(path)
        self.notices.bind(path)
        self.begin(
            [bench.program("dhcpward"), "watch", "--config", settings], {**os.environ, "NOTIFY_SOCKET": path},
            os.path.join(place, "dhcpward.log"))

    def until_ready(self):
        """Milliseconds from exec to READY=1."""
        try:
            while b"READY=1" not in self.notices.recv(4096):
                pass
        except TimeoutError:
            self.fail("it did not get ready")
        return milliseconds(self.began)

    def flood(self, *arguments):
        command = [self.bench.program("dhcp-flood"), "-i", "peer0", *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


class Address:
    """An address in its answers, of which nothing is read."""

    def __init__(self, *_):
        pass

    def __setstate__(self, _):
        pass


class Answer(pickle.Unpickler):
    """Plain values only, whichever Python this is."""

    def find_class(self, module, name):
        return Address


class Fail2ban(Daemon):
    """With one jail, on a log file; `keep` begins with the bans that the one before left."""

    END = b"<F2B_END_COMMAND>"

    def __init__(self, directory, action="dummy", keep=False):
        self.place = os.path.join(directory, f"fail2ban-{action}")
        if not keep:
            shutil.rmtree(self.place, ignore_errors=True)
            self.configure(action)
        self.socket = os.path.join(self.place, "socket")
        command = ["fail2ban-server", "-xf", "-c", self.place, "-s", self.socket]
        command += ["-p", os.path.join(self.place, "pid"), "start"]
        self.begin(command, os.environ, os.path.join(self.place, "output"))

    def configure(self, action):
        os.mkdir(self.place)
        os.symlink("/etc/fail2ban/action.d", os.path.join(self.place, "action.d"))
        os.mkdir(os.path.join(self.place, "filter.d"))
        with open(os.path.join(self.place, "filter.d", "bench.conf"), "w") as file:
            file.write("[Definition]\nfailregex = DHCPDISCOVER from <HOST>$\n")
        self.watched = os.path.join(self.place, "watched.log")
        open(self.watched, "w").close()
        given = "dummy[target=%s/dummy]" % self.place if action == "dummy" else "nftables[type=allports]"
        with open(os.path.join(self.place, "fail2ban.conf"), "w") as file:
            file.write(
                f"[Definition]\nloglevel = INFO\nlogtarget = {self.place}/log\nsyslogsocket = auto\nallowipv6 = no\n"
                f"dbfile = {self.place}/fail2ban.sqlite3\ndbpurgeage = 1d\ndbmaxmatches = 10\n")
        with open(os.path.join(self.place, "jail.conf"), "w") as file:
            file.write(
                f"[bench]\nenabled = true\nfilter = bench\nlogpath = {self.watched}\n"
                f"backend = auto\nusedns = no\nmaxretry = 20\nfindtime = 5\nbantime = 3600\naction = {given}\n")

    def ask(self, *words):
        with socket.socket(socket.AF_UNIX) as link:
            link.settimeout(120)
            link.connect(self.socket)
            link.sendall(pickle.dumps([str(word) for word in words]) + self.END)
            answer = b""
            while not answer.endswith(self.END):
                part = link.recv(65536)
                if not part:
                    raise ConnectionError("closed")
                answer += part
        code, value = Answer(io.BytesIO(answer[: -len(self.END)])).load()
        if code:
            raise ValueError(value)
        return value

    def wait(self, what, condition):
        """Milliseconds from exec until it holds."""
        while True:
            try:
                if condition():
                    return milliseconds(self.began)
            except (OSError, ValueError, EOFError):
                pass
            if milliseconds(self.began) > 600_000:
                self.fail(f"it did not {what}")
            time.sleep(0.005)

    def until_answer(self):
        return self.wait("answer", lambda: self.ask("ping") == "pong")

    def until_jail(self):
        return self.wait("watch", lambda: self.banned() is not None)

    def banned(self):
        return dict(dict(self.ask("status", "bench"))["Actions"])["Currently banned"]

    def until_banned(self, count):
        return self.wait(f"ban {count}", lambda: self.banned() >= count)

    def ban(self, count):
        for first in range(0, count, 250):
            addresses = [f"10.0.{number >> 8}.{number & 255}" for number in range(first, min(first + 250, count))]
            self.ask("set", "bench", "banip", *addresses)
        self.until_banned(count)

    def delay(self, number):
        """Milliseconds from the line that trips until nft lists the element."""
        before = self.banned()
        with open(os.path.join(self.place, "watched.log"), "a") as file:
            file.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} DHCPDISCOVER from 10.1.0.{number}\n" * 20)
        since = time.monotonic()
        while self.banned() == before:
            if milliseconds(since) > 60_000:
                self.fail("it did not ban")
            time.sleep(0.002)
        # Counted as banned before its action has run.
        while f"10.1.0.{number}" not in subprocess.run(
                ["nft", "list", "set", "inet", "f2b-table", "addr-set-bench"], capture_output=True, text=True).stdout:
            time.sleep(0.002)
        return milliseconds(since)
