"""A mail server for tests: real SMTP on a port of its own, keeping what it receives."""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from email.message import Message

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as MessageHandler
from aiosmtpd.smtp import SMTP, Envelope, Session

# Seconds.
PATIENCE = 60


class Received(MessageHandler):
    def __init__(self) -> None:
        super().__init__()
        self.mails: list[Message] = []
        self.arrived = threading.Condition()
        self.refused: dict[str, str] = {}

    def handle_message(self, message: Message) -> None:
        with self.arrived:
            self.mails.append(message)
            self.arrived.notify_all()

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"


class MailServer:
    """Can be stopped and started again, as mail servers are."""

    host = "127.0.0.1"

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind((self.host, 0))
            self.port = probe.getsockname()[1]
        self.received = Received()
        self.controller: Controller | None = None

    @property
    def mails(self) -> list[Message]:
        return self.received.mails

    def start(self) -> None:
        self.controller = Controller(self.received, hostname=self.host, port=self.port)
        self.controller.start()

    def stop(self) -> None:
        if self.controller:
            self.controller.stop()
        self.controller = None

    def wait_for(self, is_it: Callable[[Message], bool]) -> Message:
        """The first mail like this, waited for as long as a busy machine may need."""

        def found() -> Message | None:
            return next((mail for mail in self.mails if is_it(mail)), None)

        with self.received.arrived:
            mail = self.received.arrived.wait_for(found, PATIENCE)
        assert mail, "No such mail came."
        return mail

    def refuse(self, address: str, reply: str = "550 There is no such mailbox") -> None:
        self.received.refused[address] = reply

    def take(self, address: str) -> None:
        """What was refused before."""
        del self.received.refused[address]

    def to(self, address: str) -> Message:
        """The one mail to this address, by the envelope."""
        [mail] = [mail for mail in self.mails if mail["X-RcptTo"] == address]
        return mail


class SilentServer:
    """Takes connections, and says nothing in them, as a firewall may do."""

    host = "127.0.0.1"

    def __init__(self) -> None:
        self.socket = socket.create_server((self.host, 0))
        self.port = self.socket.getsockname()[1]

    def connections(self) -> int:
        """How many have come since it was last asked."""
        self.socket.setblocking(False)
        count = 0
        with suppress(BlockingIOError):
            while True:
                self.socket.accept()
                count += 1
        return count

    def stop(self) -> None:
        self.socket.close()


def text_of(mail: Message) -> str:
    return mail.get_payload(decode=True).decode()
