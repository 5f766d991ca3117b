"""A small FUSE file system in memory that can be told to stop answering; run by `tests.faults.fuse`.

It speaks the kernel's protocol (linux/fuse.h, 7.31) on /dev/fuse itself: what a test needs is control over
when a request is read and when it is answered, which a library takes away.
"""

import errno
import os
import select
import signal
import stat
import struct
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from tests.faults.mounts import mount

REQUEST, ANSWER = struct.Struct("=IIQQIIII"), struct.Struct("=IiQ")
ATTR = struct.Struct("=QQQQQQIIIIIIIIII")
LOCKS = 1 << 1 | 1 << 10  # the kernel is to ask for fcntl's and flock's locks; otherwise it sees to them itself
ROOT, MAX_WRITE, BLOCK, BLOCKS = 1, 1 << 17, 4096, 1 << 16
OPERATIONS = {
    "lookup": {1},
    "getattr": {3},
    "mkdir": {9},
    "unlink": {10},
    "rename": {12, 45},
    "open": {14},
    "read": {15},
    "write": {16},
    "statfs": {17},
    "fsync": {20},
    "flush": {25},
    "opendir": {27},
    "readdir": {28},
    "access": {34},
    "create": {35},
}
"""What can be made to fail, and the kernel's numbers for it."""


@dataclass
class Node:
    """A file (`data`) or a directory (`children`: name to number)."""

    mode: int
    uid: int
    gid: int
    data: bytearray = field(default_factory=bytearray)
    children: dict[bytes, int] = field(default_factory=dict)


class Memory:
    """The file system: each method answers the request of its name, or raises OSError."""

    def __init__(self, file_mode: int | None = None, sync_errno: int = 0, lock_errno: int = 0) -> None:
        self.file_mode = file_mode  # the one that every file has, whoever asks for another
        self.sync_errno = sync_errno  # what every fsync is answered with
        self.lock_errno = lock_errno  # what every lock is answered with; -1: it is not
        self.broken: set[int] = set()  # operations that fail with `broken_errno`, but for the first `spared`
        self.broken_errno, self.spared, self.hits = 0, 0, 0
        self.nodes = {ROOT: Node(stat.S_IFDIR | 0o2775, 0, 100)}
        self.requests = {
            1: self.lookup,
            3: self.getattr,
            4: self.setattr,
            9: self.mkdir,
            10: self.unlink,
            11: self.unlink,
            12: self.rename,
            14: self.open,
            15: self.read,
            16: self.write,
            17: self.statfs,
            18: self.done,
            20: self.sync,
            25: self.done,
            26: self.init,
            27: self.open,
            28: self.readdir,
            29: self.done,
            30: self.done,
            32: self.lock,
            33: self.lock,
            34: self.done,
            35: self.create,
            38: self.done,
            45: self.rename2,
        }

    def answer(self, request: bytes) -> bytes | None:
        """The bytes that answer `request`; None for those that the kernel wants no answer to."""
        _, opcode, unique, node, uid, gid, _, _ = REQUEST.unpack_from(request)
        if opcode in {2, 36, 42}:  # forget, interrupt, batch forget
            return None
        if opcode in {32, 33} and self.lock_errno < 0:
            return None
        body, error = b"", 0
        try:
            self._break(opcode)
            body = self.requests[opcode](node, request[REQUEST.size :], uid, gid)
        except KeyError:
            error = errno.ENOSYS
        except OSError as refused:
            error = refused.errno or errno.EIO
        return ANSWER.pack(ANSWER.size + len(body), -error, unique) + body

    def command(self, line: str) -> str:
        """`fail OPERATION ERRNO SPARED`, or `well`, which answers how often something failed."""
        word, *rest = line.split()
        hits, self.hits, self.broken = self.hits, 0, set()
        if word == "fail":
            self.broken, self.broken_errno, self.spared = OPERATIONS[rest[0]], int(rest[1]), int(rest[2])
        return f"hits {hits}"

    def _break(self, opcode: int) -> None:
        if opcode in self.broken:
            if self.spared:
                self.spared -= 1
                return
            self.hits += 1
            raise OSError(self.broken_errno, "as the test wants it")

    def init(self, _node: int, body: bytes, *_who: int) -> bytes:
        _, minor, readahead, _ = struct.unpack_from("=IIII", body)
        return struct.pack(
            "=IIIIHHIIHHI28x",
            7,
            min(minor, 31),
            readahead,
            LOCKS if self.lock_errno else 0,
            16,
            12,
            MAX_WRITE,
            1,
            0,
            0,
            0,
        )

    def lookup(self, node: int, body: bytes, *_who: int) -> bytes:
        return self._entry(self._child(node, body.rstrip(b"\0")))

    def getattr(self, node: int, *_rest: object) -> bytes:
        return struct.pack("=QII", 0, 0, 0) + self._attr(node)

    def setattr(self, node: int, body: bytes, *_who: int) -> bytes:
        valid, _, _, size = struct.unpack_from("=IIQQ", body)
        mode, _, uid, gid = struct.unpack_from("=IIII", body, 68)
        that = self.nodes[node]
        if valid & 1 and self.file_mode is not None:
            raise OSError(errno.EPERM, "modes are fixed")
        that.mode = stat.S_IFMT(that.mode) | stat.S_IMODE(mode) if valid & 1 else that.mode
        that.uid = uid if valid & 2 else that.uid
        that.gid = gid if valid & 4 else that.gid
        if valid & 8:
            that.data = (that.data + bytes(max(0, size - len(that.data))))[:size]
        return self.getattr(node)

    def mkdir(self, node: int, body: bytes, uid: int, gid: int) -> bytes:
        mode, _ = struct.unpack_from("=II", body)
        return self._entry(self._make(node, body[8:].rstrip(b"\0"), stat.S_IFDIR | mode, uid, gid))

    def create(self, node: int, body: bytes, uid: int, gid: int) -> bytes:
        _, mode = struct.unpack_from("=II", body)
        mode = mode if self.file_mode is None else stat.S_IFREG | self.file_mode
        return self._entry(self._make(node, body[16:].rstrip(b"\0"), mode, uid, gid)) + self.open()

    def unlink(self, node: int, body: bytes, *_who: int) -> bytes:
        name = body.rstrip(b"\0")
        if self.nodes[self._child(node, name)].children:
            raise OSError(errno.ENOTEMPTY, "not empty")
        del self.nodes[node].children[name]
        return b""

    def rename(self, node: int, body: bytes, *_who: int) -> bytes:
        (target,) = struct.unpack_from("=Q", body)
        return self._rename(node, target, body[8:])

    def rename2(self, node: int, body: bytes, *_who: int) -> bytes:
        (target,) = struct.unpack_from("=Q", body)
        return self._rename(node, target, body[16:])

    def open(self, *_rest: object) -> bytes:
        return struct.pack("=QII", 0, 0, 0)

    def read(self, node: int, body: bytes, *_who: int) -> bytes:
        _, offset, size = struct.unpack_from("=QQI", body)
        return bytes(self.nodes[node].data[offset : offset + size])

    def write(self, node: int, body: bytes, *_who: int) -> bytes:
        _, offset, size = struct.unpack_from("=QQI", body)
        data = self.nodes[node].data
        data.extend(bytes(max(0, offset - len(data))))
        data[offset : offset + size] = body[40 : 40 + size]
        return struct.pack("=II", size, 0)

    def readdir(self, node: int, body: bytes, *_who: int) -> bytes:
        _, offset, size = struct.unpack_from("=QQI", body)
        entries = b""
        for position, (name, number) in enumerate(self.nodes[node].children.items(), 1):
            kind = stat.S_IFMT(self.nodes[number].mode) >> 12
            entry = struct.pack("=QQII", number, position, len(name), kind) + name
            entry += bytes(-len(entry) % 8)
            if position > offset and len(entries) + len(entry) <= size:
                entries += entry
        return entries

    def statfs(self, *_rest: object) -> bytes:
        used = sum(len(node.data) // BLOCK + 1 for node in self.nodes.values())
        free, files = BLOCKS - used, BLOCKS - len(self.nodes)
        return struct.pack("=QQQQQIII28x", BLOCKS, free, free, BLOCKS, files, BLOCK, 255, BLOCK)

    def sync(self, *_rest: object) -> bytes:
        if self.sync_errno:
            raise OSError(self.sync_errno, os.strerror(self.sync_errno))
        return b""

    def lock(self, *_rest: object) -> bytes:
        raise OSError(self.lock_errno, os.strerror(self.lock_errno))

    def done(self, *_rest: object) -> bytes:
        return b""

    def _child(self, node: int, name: bytes) -> int:
        if name not in self.nodes[node].children:
            raise OSError(errno.ENOENT, "not there")
        return self.nodes[node].children[name]

    def _make(self, node: int, name: bytes, mode: int, uid: int, gid: int) -> int:
        parent, number = self.nodes[node], max(self.nodes) + 1
        self.nodes[number] = Node(mode, uid, parent.gid if parent.mode & stat.S_ISGID else gid)
        parent.children[name] = number
        return number

    def _rename(self, node: int, target: int, names: bytes) -> bytes:
        old, new = names.split(b"\0")[:2]
        self.nodes[target].children[new] = self._child(node, old)
        del self.nodes[node].children[old]
        return b""

    def _entry(self, number: int) -> bytes:
        # No name and no attribute is to be cached: each access has to come here, and hang.
        return struct.pack("=QQQQII", number, 0, 0, 0, 0, 0) + self._attr(number)

    def _attr(self, number: int) -> bytes:
        node, now = self.nodes[number], int(time.time())
        size = len(node.data)
        times = (now, now, now, 0, 0, 0)
        return ATTR.pack(number, size, -(-size // 512), *times, node.mode, 1, node.uid, node.gid, 0, BLOCK, 0)


def say(word: str) -> None:
    """A line on stdout, in one call to the kernel: a signal's handler may speak in the midst of another."""
    os.write(1, word.encode() + b"\n")


def serve(folder: Path, kind: str, source: str, memory: Memory, permissions: str) -> None:
    """Mount at `folder` and answer until unmounted. SIGUSR1: keep requests; SIGUSR2: answer them.

    A line on stdin is a command, see `Memory.command`.

    A line on stdout says when it is mounted, when it begins to keep, and that it has kept a request.
    """
    device = os.open("/dev/fuse", os.O_RDWR)
    options = f"fd={device},rootmode=40000,user_id=0,group_id=0,allow_other{permissions}"
    mount(source, folder, kind, data=options)
    kept: list[bytes] | None = None

    def reply(request: bytes) -> None:
        if answer := memory.answer(request):
            os.write(device, answer)

    def keep(_number: int, _frame: FrameType | None) -> None:
        nonlocal kept
        kept = []
        say("keeping")

    def release(_number: int, _frame: FrameType | None) -> None:
        nonlocal kept
        waiting, kept = kept or [], None
        for request in waiting:
            reply(request)

    signal.signal(signal.SIGUSR1, keep)
    signal.signal(signal.SIGUSR2, release)
    reply(os.read(device, MAX_WRITE + BLOCK))  # the kernel's greeting; before that no request gets through
    say("mounted")
    commands = os.fdopen(0, buffering=1)
    sources = [device, commands]
    while True:
        ready, _, _ = select.select(sources, [], [])
        if commands in ready:
            line = commands.readline()
            if line:
                say(memory.command(line))
            else:
                sources.remove(commands)
            continue
        try:
            request = os.read(device, MAX_WRITE + BLOCK)
        except OSError as gone:
            if gone.errno != errno.ENODEV:
                raise
            return
        if kept is None:
            reply(request)
        else:
            kept.append(request)
            say("kept")


if __name__ == "__main__":
    mode = int(sys.argv[4], 8) if sys.argv[4] else None
    memory = Memory(mode, int(sys.argv[5]), int(sys.argv[6]))
    serve(Path(sys.argv[1]), sys.argv[2], sys.argv[3], memory, sys.argv[7])
