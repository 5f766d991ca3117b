"""A kernel that runs a cell, asked for over the wire as the notebook's page does. Runs inside of the container.

A client of our own, for the image's own jupyter_client may be what is broken. One deadline for all.
"""

import base64
import contextlib
import json
import os
import socket
import struct
import time
import uuid
from http.client import HTTPConnection
from typing import Any

from jupyter_kfcheck.address import Address
from jupyter_kfcheck.facts.outside import Kernel

SECONDS = 90.0
CELL = "1+1"
FRAMEWORKS = ("torch", "tensorflow", "jax")
PRESENT = f"import importlib.util as u; print(*(n for n in {FRAMEWORKS!r} if u.find_spec(n)))"
IMPORT = "import {0}; print({0}.__version__)"
LOOK = 1.0  # seconds of silence until the server is asked for the kernel's state
ENDED = ("dead", "restarting", "autorestarting")
FRAME_LIMIT = 1 << 24


class _Failed(Exception):
    pass


def run(to: Address, base: str) -> Kernel:
    """Have the server ``to``, which serves below ``base``, start its default kernel and run cells in it."""
    end = time.monotonic() + SECONDS
    token = os.urandom(16).hex()
    # Whoever sends both halves of the XSRF pair passes: nobody else's page can.
    headers = {"Cookie": f"_xsrf={token}", "X-XSRFToken": token, "Content-Type": "application/json"}
    try:
        status, body = _http(to, "POST", f"{base}api/kernels", headers, end)
    except OSError as problem:
        return Kernel(problem=f"POST {base}api/kernels: {problem}")
    if status in (301, 302, 401, 403):
        return Kernel(login=True)
    if status != 201:
        message = body.get("message") or body.get("reason") or ""
        return Kernel(problem=f"POST api/kernels answers {status}: {str(message)[:300]}")
    name, id_ = str(body.get("name")), str(body.get("id"))
    try:
        return _cells(_Session(to, f"{base}api/kernels/{id_}", end), name)
    except (_Failed, OSError) as problem:
        return Kernel(name, problem=str(problem) or "did not answer in time")
    finally:
        with contextlib.suppress(OSError):  # the container ends in a moment, and with it the kernel
            _http(to, "DELETE", f"{base}api/kernels/{id_}", headers, time.monotonic() + 5)


def _cells(session: "_Session", name: str) -> Kernel:
    result = session.run(CELL)
    try:
        present = session.run(PRESENT).split()
    except _Failed:  # another language, which has none of them
        present = []
    found, broken = {}, {}
    for framework in present:
        try:
            found[framework] = session.run(IMPORT.format(framework))
        except _Failed as problem:
            broken[framework] = str(problem)
    return Kernel(name, result, frameworks=found, broken=broken)


def _http(to: Address, method: str, path: str, headers: dict[str, str], end: float) -> tuple[int, dict[str, Any]]:
    connection = HTTPConnection(to.host, to.port, timeout=max(end - time.monotonic(), 0.1))
    try:
        connection.request(method, path, b"{}" if method == "POST" else None, headers)
        answer = connection.getresponse()
        raw = answer.read()
    finally:
        connection.close()
    try:
        said = json.loads(raw)
    except ValueError:
        said = {}
    return answer.status, said if isinstance(said, dict) else {}


class _Session:
    """The WebSocket to a kernel's channels, in Jupyter's JSON framing."""

    def __init__(self, to: Address, path: str, end: float) -> None:
        self._end, self._id, self._to, self._path = end, uuid.uuid4().hex, to, path
        self._socket = socket.create_connection((to.host, to.port), max(end - time.monotonic(), 0.1))
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [f"GET {path}/channels?session_id={self._id} HTTP/1.1", f"Host: {to.name}", "Upgrade: websocket"]
        lines += ["Connection: Upgrade", "Sec-WebSocket-Version: 13", f"Sec-WebSocket-Key: {key}", "", ""]
        self._socket.sendall("\r\n".join(lines).encode())
        head = b""
        while b"\r\n\r\n" not in head:
            head += self._exactly(1)
        status = head.split(b" ", 2)[1].decode("latin-1")
        if status != "101":
            raise _Failed(f"the WebSocket to the kernel is refused with {status}")

    def run(self, code: str) -> str:
        """What the cell printed or gave back. Raises `_Failed` with the kernel's own words."""
        header = {"msg_id": uuid.uuid4().hex, "msg_type": "execute_request", "username": "", "session": self._id,
                  "version": "5.3", "date": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}  # fmt: skip
        content = {"code": code, "silent": False, "store_history": False, "user_expressions": {}, "allow_stdin": False,
                   "stop_on_error": True}  # fmt: skip
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell",
                   "buffers": []}  # fmt: skip
        self._send(json.dumps(message).encode())
        said, replied, idle = "", False, False
        while not (replied and idle):  # the output comes on another channel than the reply, before "idle"
            found = self._receive()
            kind, body = found.get("msg_type") or found.get("header", {}).get("msg_type"), found.get("content", {})
            if kind == "status" and body.get("execution_state") in ENDED:
                raise _Failed("the kernel died")
            if found.get("parent_header", {}).get("msg_id") != header["msg_id"]:
                continue
            if kind == "execute_result":
                said = body["data"].get("text/plain", "")
            elif kind == "stream" and body.get("name") == "stdout":
                said += body["text"]
            elif kind == "execute_reply":
                replied = True
                if body.get("status") == "error":
                    raise _Failed(str(body.get("evalue") or "the cell ended with an error")[:300])
            idle = idle or (kind == "status" and body.get("execution_state") == "idle")
        return said.strip()

    def _send(self, data: bytes) -> None:
        mask = os.urandom(4)
        size = len(data)
        length = bytes([0x80 | size]) if size < 126 else struct.pack(">BH", 0xFE, size)
        masked = bytes(byte ^ mask[i % 4] for i, byte in enumerate(data))
        self._socket.sendall(b"\x81" + length + mask + masked)

    def _receive(self) -> dict[str, Any]:
        whole = b""
        while True:
            first, second = self._exactly(2)
            size = second & 0x7F
            if size == 126:
                size = struct.unpack(">H", self._exactly(2))[0]
            elif size == 127:
                size = struct.unpack(">Q", self._exactly(8))[0]
            if size > FRAME_LIMIT:
                raise _Failed("the kernel sent a message without end")
            data = self._exactly(size)
            if first & 0x0F == 8:
                raise _Failed("the server closed the WebSocket to the kernel")
            if first & 0x0F in (0, 1):
                whole += data
                if first & 0x80:
                    found: dict[str, Any] = json.loads(whole)
                    return found

    def _must_live(self) -> None:
        """The server holds a WebSocket open for a minute while the kernel behind it dies again and again."""
        try:
            status, model = _http(self._to, "GET", f"{self._path}?no_track_activity=1", {}, time.monotonic() + 5 * LOOK)
        except TimeoutError:  # a server that is busy: the deadline is for that
            return
        if status == 404 or model.get("execution_state") in ENDED:
            raise _Failed("the kernel died")

    def _exactly(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            left = self._end - time.monotonic()
            if left <= 0:
                raise _Failed(f"no answer within {SECONDS:.0f} s")
            self._socket.settimeout(min(left, LOOK))
            try:
                piece = self._socket.recv(size - len(data))
            except TimeoutError:
                self._must_live()
                continue
            if not piece:
                raise _Failed("the server closed the connection to the kernel")
            data += piece
        return data
