"""A proxy of a few lines that adds headers to every answer, as the samples under deploy/ do."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

END = b"\r\n\r\n"


def read_head(connection: socket.socket) -> tuple[bytes, bytes]:
    """Return the head of a message without its end, and what was read beyond it."""
    read = b""
    while END not in read:
        part = connection.recv(65_536)
        if not part:
            break
        read += part
    head, _end, rest = read.partition(END)
    return head, rest


def close_after(head: bytes) -> bytes:
    """Return a request that asks for one answer only; one that asks for a websocket as it is."""
    if b"\r\nupgrade: websocket" in head.lower():
        return head
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
    return b"\r\n".join([*lines, b"Connection: close"])


def pass_on(source: socket.socket, sink: socket.socket) -> None:
    """Copy bytes until the source ends."""
    with suppress(OSError):
        while part := source.recv(65_536):
            sink.sendall(part)
        sink.shutdown(socket.SHUT_WR)


def answer(client: socket.socket, port: int, headers: Mapping[str, str]) -> None:
    """Pass one connection through, with the headers put into the answer's head."""
    with suppress(OSError), client, socket.create_connection(("127.0.0.1", port)) as server:
        head, rest = read_head(client)
        server.sendall(close_after(head) + END + rest)
        threading.Thread(target=pass_on, args=(client, server), daemon=True).start()
        head, rest = read_head(server)
        added = "".join(f"\r\n{name}: {value}" for name, value in headers.items())
        client.sendall(head + added.encode() + END + rest)
        pass_on(server, client)


@contextmanager
def add_headers(port: int, headers: Mapping[str, str]) -> Iterator[str]:
    """Serve what runs at a port of this machine with more headers; give the new address."""
    with socket.create_server(("127.0.0.1", 0)) as door:

        def accept() -> None:
            with suppress(OSError):
                while True:
                    client, _address = door.accept()
                    threading.Thread(
                        target=answer, args=(client, port, headers), daemon=True
                    ).start()

        threading.Thread(target=accept, daemon=True).start()
        yield f"http://127.0.0.1:{door.getsockname()[1]}"
