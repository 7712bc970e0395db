"""A scripted OpenAI-compatible server on loopback: each request is answered by the next behaviour."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Behaviour = Callable[["Handler"], None]


class ChatServer(ThreadingHTTPServer):
    """Remembers what it was asked."""

    daemon_threads = True

    def __init__(self, behaviours: list[Behaviour], *, llama: bool) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.behaviours = behaviours
        self.llama = llama
        self.bodies: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.disconnected = threading.Event()
        self.released = threading.Event()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def handle_error(self, request: Any, client_address: Any) -> None:
        self.disconnected.set()


class Handler(BaseHTTPRequestHandler):
    server: ChatServer

    def do_GET(self) -> None:
        if self.server.llama and self.path == "/slots":
            self.reply(200, json.dumps([{"is_processing": False}]))
        else:
            self.reply(404, "{}")

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/tokenize":
            self.reply(200, json.dumps({"tokens": body["content"].split()}))
            return
        self.server.bodies.append(body)
        self.server.keys.append(self.headers["Authorization"])
        behaviours = self.server.behaviours
        (behaviours.pop(0) if len(behaviours) > 1 else behaviours[0])(self)

    def reply(self, status: int, text: str, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def begin_stream(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()

    def send_piece(self, text: str, finish_reason: str | None = None) -> None:
        chunk = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "m"}
        choice = {"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": finish_reason}
        self.send_line(json.dumps(chunk | {"choices": [choice]}))

    def send_line(self, data: str) -> None:
        self.wfile.write(f"data: {data}\n\n".encode())
        self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def chat_server(*behaviours: Behaviour, llama: bool = False) -> Iterator[ChatServer]:
    """Serve the behaviours, the last one for ever, until the end of the block."""
    server = ChatServer(list(behaviours), llama=llama)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.released.set()
        server.shutdown()
        server.server_close()
        thread.join()


def say(*pieces: str) -> Behaviour:
    """Stream the pieces and end properly."""

    def behave(handler: Handler) -> None:
        handler.begin_stream()
        for piece in pieces:
            handler.send_piece(piece)
        handler.send_piece("", finish_reason="stop")
        handler.send_line("[DONE]")

    return behave


def weigh(**shares: float) -> Behaviour:
    """Give one token with the log-probabilities of the likeliest."""

    def behave(handler: Handler) -> None:
        told = [{"token": token, "logprob": value, "bytes": None} for token, value in shares.items()]
        content = [{**told[0], "top_logprobs": told}]
        chunk = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "m"}
        choice = {
            "index": 0,
            "delta": {"role": "assistant", "content": told[0]["token"]},
            "logprobs": {"content": content},
            "finish_reason": None,
        }
        handler.begin_stream()
        handler.send_line(json.dumps(chunk | {"choices": [choice]}))
        handler.send_piece("", finish_reason="length")
        handler.send_line("[DONE]")

    return behave


def hang(*pieces: str) -> Behaviour:
    """Stream the pieces, then nothing more until the client goes away."""

    def behave(handler: Handler) -> None:
        handler.begin_stream()
        for piece in pieces:
            handler.send_piece(piece)
        if handler.rfile.read(1) == b"":
            handler.server.disconnected.set()

    return behave


def hang_before_headers() -> Behaviour:
    """Not a byte until the client goes away."""

    def behave(handler: Handler) -> None:
        if handler.rfile.read(1) == b"":
            handler.server.disconnected.set()

    return behave


def refuse(status: int, message: str = "no", **headers: str) -> Behaviour:
    """Answer with an error."""
    return lambda handler: handler.reply(status, json.dumps({"error": {"message": message}}), **headers)


def break_off(*pieces: str) -> Behaviour:
    """Promise more than is sent, and drop the connection."""

    def behave(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream")
        handler.send_header("Content-Length", "100000")
        handler.end_headers()
        for piece in pieces:
            handler.send_piece(piece)

    return behave


def stop_short(*pieces: str) -> Behaviour:
    """Stream the pieces and close the connection as if that were all."""

    def behave(handler: Handler) -> None:
        handler.begin_stream()
        for piece in pieces:
            handler.send_piece(piece)

    return behave


def garbage(line: str) -> Behaviour:
    """Stream something that is no answer."""

    def behave(handler: Handler) -> None:
        handler.begin_stream()
        handler.send_line(line)

    return behave
