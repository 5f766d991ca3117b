"""A load of HTTP requests over connections that stay open, light enough to leave the server the bottleneck."""

import asyncio
import time
from dataclasses import dataclass, field


@dataclass
class Burst:
    """What a burst of requests took: seconds for all, seconds for each, and answers that were not 200."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    refused: int = 0

    @property
    def rate(self) -> float:
        return len(self.latencies) / self.seconds

    def percentile(self, share: float) -> float:
        return sorted(self.latencies)[int(share * (len(self.latencies) - 1))]


def burst(port: int, path: str, requests: int, connections: int = 64) -> Burst:
    """Ask for ``path`` on 127.0.0.1, ``requests`` times over ``connections``."""
    return asyncio.run(_burst(port, path, requests, connections))


async def _burst(port: int, path: str, requests: int, connections: int) -> Burst:
    result = Burst()
    left = iter(range(requests))
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()
    streams = [await asyncio.open_connection("127.0.0.1", port) for _ in range(connections)]
    began = time.perf_counter()
    await asyncio.gather(*(_ask(stream, request, left, result) for stream in streams))
    result.seconds = time.perf_counter() - began
    for _, writer in streams:
        writer.close()
    return result


async def _ask(stream, request, left, result) -> None:
    reader, writer = stream
    for _ in left:
        began = time.perf_counter()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        marker = head.lower().index(b"content-length:") + 15
        await reader.readexactly(int(head[marker : head.index(b"\r\n", marker)]))
        result.latencies.append(time.perf_counter() - began)
        result.refused += not head.startswith(b"HTTP/1.1 200")
