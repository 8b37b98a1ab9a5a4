#!/usr/bin/python3
"""Receivers on this machine for live_test.cc: SMTP with STARTTLS, SMTP in TLS, HTTP, HTTPS. Writes a certificate (for
"localhost" alone) and what comes into FOLDER, says its ports in one line, and goes when its input ends.

  receivers.py FOLDER
"""
import asyncio
import http.server
import json
import logging
import pathlib
import ssl
import subprocess
import sys
import threading

from aiosmtpd.smtp import SMTP

ANSWERS = {"gone": "550 5.1.1 no such mailbox", "blocked": "550 5.7.1 not from you", "full": "452 4.2.2 full",
           "bare": "550 no"}


class Mailboxes:
    """Refuses some recipients and senders; keeps the rest."""

    def __init__(self, folder):
        self.file = folder / "mail"

    async def handle_MAIL(self, _server, _session, envelope, address, options):  # noqa: N802: the library's name
        if address.startswith("nobody@"):
            return "550 5.1.8 unknown sender"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 ok"

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802
        envelope.rcpt_tos.append(address)
        return ANSWERS.get(address.split("@")[0], "250 ok")

    async def handle_DATA(self, _server, session, envelope):  # noqa: N802
        if envelope.rcpt_tos[0].startswith("spam@"):
            return "550 5.1.1 your text is spam"
        with self.file.open("ab") as file:
            file.write(f"STARTTLS={session.ssl is not None}\r\n".encode() + envelope.content)
        return "250 kept"


class Http(http.server.BaseHTTPRequestHandler):
    """/gone: 410; /moved: elsewhere; /endless: an answer that does not end; else 204."""

    def do_POST(self):  # noqa: N802
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        with (self.server.folder / "http").open("a", encoding="utf-8") as file:
            headers = {name.lower(): value for name, value in self.headers.items()}
            file.write(json.dumps({"path": self.path, "headers": headers, "body": body}) + "\n")
        self.send_response({"/gone": 410, "/moved": 307, "/endless": 200}.get(self.path, 204))
        self.send_header("Location", "/elsewhere")
        self.end_headers()
        try:
            while self.path == "/endless":
                self.wfile.write(bytes(65536))
        except OSError:
            pass

    def log_message(self, *_):  # pylint: disable=arguments-differ
        pass


def certificate(folder):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                    "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
                    "-keyout", folder / "key.pem", "-out", folder / "cert.pem"], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


def serve_http(folder, tls):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Http)
    server.folder = folder
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


async def main():
    folder = pathlib.Path(sys.argv[1])
    tls = certificate(folder)
    loop = asyncio.get_running_loop()

    async def serve_smtp(make, **options):
        server = await loop.create_server(make, "127.0.0.1", 0, **options)
        return server.sockets[0].getsockname()[1]
    ports = [
        await serve_smtp(lambda: SMTP(Mailboxes(folder), loop=loop, tls_context=tls, require_starttls=True)),
        await serve_smtp(lambda: SMTP(Mailboxes(folder), loop=loop), ssl=tls),
        serve_http(folder, None),
        serve_http(folder, tls),
    ]
    print(*ports, flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


# What a client breaks off is no news.
logging.getLogger("mail.log").setLevel(logging.CRITICAL)
asyncio.run(main())
