import os
import resource
import signal
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from home.checks import refuse_demo_users
from home.demo_users import DEMO_PASSWORD, demo_users_exist
from home.occupancy import hold_address, lock_directory, resolve_host
from home.preparing import prepare
from home.supervision import Child, end, watch

# Bytes of a request's head; cookies of the admin have some two thousand.
LARGEST_HEAD = 32_768


class Command(BaseCommand):
    help = "Prepare the database and static files, then serve the site and run its worker."

    def handle(self, *args: Any, **options: Any) -> None:
        family, host = resolve_host(settings.HOST)
        with lock_directory(settings.VAR_DIR), hold_address(family, host, settings.PORT):
            self.prepare()
            self.serve(server_command(host, settings.PORT))

    def prepare(self) -> None:
        try:
            prepare(self.stdout.write)
        except OSError as error:
            raise CommandError(f"VAR_DIR: {error.filename}: {error.strerror}.") from error
        if settings.PRODUCTION:
            refuse_demo_users()

    def serve(self, command: list[str]) -> None:
        """Run as many servers as WORKERS says, and a worker."""
        os.environ["TASK_WORKER"] = "yes"
        for signum in (signal.SIGINT, signal.SIGTERM):
            signal.signal(signum, self.stop)
        allow_many_connections()
        # Each server is a granian of one process: one of several would start another in place of
        # one that died at once and for ever, and end them all if it died twice in 5 s (2.8).
        names = [f"Server {number}" for number in range(1, settings.WORKERS + 1)]
        servers = [Child(name, *command) for name in names]
        workers = [Child("The worker", "manage.py", "worker")]
        try:
            self.say_where()
            watch(servers, workers, self.stderr.write)
            raise CommandError("No server stays alive; the site ends.")
        except KeyboardInterrupt:
            self.stdout.write("\nStopping.")
        finally:
            end([*servers, *workers])

    def stop(self, signum: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

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
    """The production server, in one process.

    It takes many connections, since one that is only open costs it nothing; who does not finish
    the head of a request, or sends no other, is cut off. Neither HTTP/2 nor web sockets are used:
    a proxy speaks HTTP/1.1 to it.
    """
    return [
        *("-m", "granian", "--interface", "rsgi", "config.rsgi:application"),
        *("--host", host, "--port", str(port), "--workers", "1"),
        *("--http", "1", "--no-ws", "--task-impl", "asyncio"),
        *("--backlog", "4096", "--backpressure", "8192", "--http1-header-read-timeout", "20000"),
        *("--http1-buffer-size", str(LARGEST_HEAD), "--log-config", "config/granian_logs.json"),
        *("--log-level", "warning", "--workers-kill-timeout", "5s"),
    ]


def allow_many_connections() -> None:
    """Each is an open file, of which many machines allow a process 1,024 unless it asks."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
