"""A reverse proxy on loopback: hands every byte on as it came, or drops the upgrade of WebSockets."""

import contextlib
import socket
import threading


class Relay:
    """Listens on ``port`` until stopped, and hands connections on to ``target`` on 127.0.0.1."""

    def __init__(self, target: int, *, drop_upgrades: bool = False):
        self._target, self._drop_upgrades = target, drop_upgrades
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._connections: list[socket.socket] = []
        self._spawn(self._accept)

    def stop(self) -> None:
        """Go, as a pod goes: nothing listens any more, and what was open breaks."""
        for connection in [self._listener, *self._connections]:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                self._spawn(self._serve, self._listener.accept()[0])

    def _serve(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError):
            server = socket.create_connection(("127.0.0.1", self._target))
            self._connections += [client, server]
            self._spawn(self._pump, server, client)
            self._pump(client, server, self._without_upgrade if self._drop_upgrades else bytes)

    @staticmethod
    def _pump(source: socket.socket, sink: socket.socket, change=bytes) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(1 << 16):
                sink.sendall(change(data))
            sink.shutdown(socket.SHUT_WR)

    @staticmethod
    def _without_upgrade(data: bytes) -> bytes:
        # A browser sends the head of a handshake in one piece, on a connection of its own.
        return data.replace(b"\r\nUpgrade: websocket", b"").replace(b"\r\nConnection: Upgrade", b"")

    @staticmethod
    def _spawn(work, *arguments) -> None:
        threading.Thread(target=work, args=arguments, daemon=True).start()
