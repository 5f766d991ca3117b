"""Servers that answer as code-server and RStudio were measured to, and servers that answer anything at all."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Reply = tuple[int, dict[str, str], bytes]
FOUND, HTML = "text/plain; charset=utf-8", {"Content-Type": "text/html"}


class CodeServer:
    """code-server 4.117 with `--auth none --trusted-origins '*'`, or without one of them."""

    def __init__(self, heart: bytes = b'{"status":"alive","lastHeartbeat":1795534795592}', login=False, trusting=True):
        self.heart, self.login, self.trusting, self.asked = heart, login, trusting, []

    def __call__(self, path: str, headers) -> Reply:
        self.asked.append(path)
        if path == "/healthz":
            return 200, {"Content-Type": "application/json; charset=utf-8"}, self.heart
        if headers.get("Upgrade") == "websocket":
            if headers.get("Origin") and not self.trusting:
                return 403, {"Content-Type": "text/plain"}, b"Forbidden"
            return (401, {}, b"Unauthorized") if self.login else (101, {}, b"")
        if path == "/login":
            return (200, HTML, b"<form>") if self.login else (302, {"Location": "./", "Content-Type": FOUND}, b"Found")
        if path == "/":
            return 302, {"Location": "./login" if self.login else "./?folder=/home/jovyan"}, b"Found"
        return 404, {"Content-Type": "text/plain"}, b"Not found."


class RStudio:
    """RStudio Server as its source has it: sign-in unless `--auth-none=1`, frames by `www-frame-origin`."""

    def __init__(self, login=False, options: str | None = "SAMEORIGIN"):
        self.login = login
        self.headers = HTML | ({"X-Frame-Options": options} if options else {})

    def __call__(self, path: str, headers) -> Reply:
        bare = path.partition("?")[0]
        if bare == "/auth-sign-in":
            return 200, self.headers, b"<title>RStudio Sign In</title>"
        if bare == "/" and self.login and "user-id" not in headers.get("Cookie", ""):
            root = headers.get("X-RStudio-Root-Path", "/")
            return 302, {"Location": f"http://{headers['Host']}{root}auth-sign-in?appUri=%2F"}, b""
        return (200, self.headers, b"<title>RStudio Server</title>") if bare == "/" else (404, HTML, b"Not found")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        status, headers, body = self.server.reply(self.path, self.headers)  # type: ignore[attr-defined] # see serve
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 101:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@contextlib.contextmanager
def serve(reply: Callable[..., Reply]) -> Iterator[int]:
    """Answer by ``reply`` on all addresses; yields the port."""
    with ThreadingHTTPServer(("0.0.0.0", 0), _Handler) as server:
        server.reply = reply  # type: ignore[attr-defined] # what the handler asks
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


@contextlib.contextmanager
def speak(words: Callable[[socket.socket], None]) -> Iterator[int]:
    """Hand each connection to ``words``, which may do to it whatever it likes; yields the port."""
    with socket.create_server(("0.0.0.0", 0)) as listener:

        def one(connection: socket.socket) -> None:
            with connection, contextlib.suppress(OSError):
                words(connection)

        def accept() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                threading.Thread(target=one, args=(connection,), daemon=True).start()

        thread = threading.Thread(target=accept)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()
