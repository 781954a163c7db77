import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from home.checks import refuse_demo_users
from home.demo_users import DEMO_PASSWORD, demo_users_exist
from home.preparing import prepare

PR_SET_PDEATHSIG = 1


class Command(BaseCommand):
    help = "Prepare the database and static files, then serve the site and run its worker."

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = settings.HOST, settings.PORT
        self.refuse_busy_port(host, port)
        prepare(self.stdout.write)
        if settings.PRODUCTION:
            self.refuse_demo()
        os.environ["TASK_WORKER"] = "yes"
        for signum in (signal.SIGINT, signal.SIGTERM):
            signal.signal(signum, self.stop)
        children = [self.start(*server_command(host, port)), self.start("manage.py", "worker")]
        try:
            self.say_where()
            ended = self.wait_for_one_of(children)
            raise CommandError(f"{' '.join(map(str, ended.args[1:4]))} ended; so does the rest.")
        except KeyboardInterrupt:
            self.stdout.write("\nStopping.")
        finally:
            end(children)

    def refuse_demo(self) -> None:
        try:
            refuse_demo_users()
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error

    def refuse_busy_port(self, host: str, port: int) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise CommandError(
                    f"{host}:{port} cannot be served ({error.strerror}); choose another PORT."
                ) from error

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        """A child in a session of its own, so that Ctrl-C reaches it only through `end`."""
        return subprocess.Popen(  # noqa: S603
            [sys.executable, *command],
            cwd=settings.BASE_DIR,
            preexec_fn=end_with_parent,
            start_new_session=True,
        )

    def stop(self, signum: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    def wait_for_one_of(self, children: list[subprocess.Popen[bytes]]) -> subprocess.Popen[bytes]:
        while True:
            for child in children:
                if child.poll() is not None:
                    return child
            time.sleep(0.2)

    def say_where(self) -> None:
        site = settings.SITE_URL.rstrip("/")
        self.stdout.write(
            f"\n  Site      {site}/\n  Admin     {site}/admin/\n"
            f"  API       {site}/api/v3/books/\n  API docs  {site}/api/v3/docs/\n"
        )
        if users := demo_users_exist():
            names = ", ".join(user.get_username() for user in users)
            self.stdout.write(f"  Log in as {names}; the password is {DEMO_PASSWORD}\n")
        self.stdout.write("Ctrl-C stops it.")


def server_command(host: str, port: int) -> list[str]:
    """The production server, with as many workers as WORKERS says."""
    return [
        *("-m", "granian", "--interface", "wsgi", "config.wsgi:application"),
        *("--host", host, "--port", str(port), "--workers", str(settings.WORKERS)),
        *("--blocking-threads", "4", "--log-level", "warning", "--workers-kill-timeout", "5s"),
        *("--log-config", "config/granian_logs.json"),
    ]


def end_with_parent() -> None:
    """On Linux, have the kernel end this child when its parent dies, whatever way it dies."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def end(children: list[subprocess.Popen[bytes]]) -> None:
    """Asks each child to end, then kills what it left behind in its session."""
    for child in children:
        child.terminate()
    for child in children:
        with suppress(subprocess.TimeoutExpired):
            child.wait(timeout=10)
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
