"""The edge by itself, before an app that counts how often it is asked."""

import threading
from email.utils import formatdate
from time import monotonic

import pytest

from config import edge_store
from config.edge import FRESH
from config.edge_http import normalised
from config.edge_watch import AHEAD, BELIEVED
from tests.config.edges import PUBLIC, App, Site

HIT, STORED, NOT_STORED = "frontlist; hit", "frontlist; fwd=miss; stored", "frontlist; fwd=miss"


@pytest.fixture
def site() -> Site:
    return Site()


def test_what_is_public_is_made_once_and_told_from_memory(site):
    first, second = site.get("/a"), site.get("/a")
    assert (first.body, first.where) == (b"1", STORED)
    assert (second.body, second.where) == (b"1", HIT)
    assert second.status == "200 OK"
    assert second.headers["Content-Length"] == "1"
    assert second.headers["ETag"] == first.headers["ETag"]
    assert len(site.app.asked) == site.app.closed == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/a", "/b"),
        ("/a?x=1", "/a?x=2"),
        ("/a?x=1&x=2", "/a?x=2&x=1"),
        ("/a?x=", "/a?y="),
        ("/a", "/a/"),
    ],
)
def test_other_addresses_are_other_answers(site, one, other):
    assert site.get(one).body != site.get(other).body


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ("/a?x=1&y=2", "/a?y=2&x=1", "x=1&y=2"),
        ("/a?x=1&&", "/a?x=1", "x=1"),
        ("/a?utm_source=mail&x=1&fbclid=9", "/a?x=1", "x=1"),
        ("/a?gclid=1", "/a", ""),
    ],
)
def test_one_query_however_it_is_written(site, one, other, told):
    assert site.get(one).body == site.get(other).body == b"1"
    assert site.app.asked[0]["QUERY_STRING"] == told


def test_hosts_schemes_and_codings_are_kept_apart(site):
    told = {
        site.get("/").body,
        site.get("/", HTTP_HOST="other.example.com").body,
        site.get("/", HTTP_ACCEPT_ENCODING="gzip").body,
        site.get("/", HTTP_ACCEPT_ENCODING="br;q=1.0, gzip;q=0.8").body,
        site.get("/", **{"wsgi.url_scheme": "https"}).body,
    }
    assert len(told) == 5
    assert site.get("/", HTTP_ACCEPT_ENCODING="gzip, deflate, br").where == HIT
    assert [each["HTTP_ACCEPT_ENCODING"] for each in site.app.asked[1:4]] == [
        "identity",
        "gzip",
        "br",
    ]


def test_behind_a_proxy_the_scheme_is_the_reader_s():
    site = Site(secure_header=("HTTP_X_FORWARDED_PROTO", "https"))
    secure = site.get("/", HTTP_X_FORWARDED_PROTO="https")
    assert site.get("/").body != secure.body
    assert site.get("/", HTTP_X_FORWARDED_PROTO="made up").where == HIT
    assert site.get("/", HTTP_X_FORWARDED_PROTO="https").body == secure.body


@pytest.mark.parametrize("scheme", ["https, http", "https,http", " https", "HTTPS", "", "ftp"])
def test_the_app_hears_of_the_scheme_what_the_answer_is_kept_under(site, scheme):
    """Django reads `https` from the first of two; its answer would be kept as one over http."""
    site = Site(secure_header=("HTTP_X_FORWARDED_PROTO", "https"))
    site.get("/", HTTP_X_FORWARDED_PROTO=scheme)
    assert site.app.asked[-1]["HTTP_X_FORWARDED_PROTO"] == "http"
    assert site.get("/").where == HIT


@pytest.mark.parametrize(
    "personal",
    [
        {"method": "POST"},
        {"method": "OPTIONS"},
        {"HTTP_COOKIE": "sessionid=abc"},
        {"HTTP_COOKIE": "theme=dark; csrftoken=abc"},
        {"HTTP_AUTHORIZATION": "Bearer abc"},
        {"HTTP_RANGE": "bytes=0-1"},
        {"CONTENT_LENGTH": "5"},
        {"HTTP_TRANSFER_ENCODING": "chunked"},
        {"path": "/" + "a" * 3000},
        {"path": "/?" + "a" * 3000},
        {"HTTP_HOST": "books.example.com:" + "9" * 3000},
        {"path": "/beside"},
    ],
)
def test_what_is_one_reader_s_own_goes_through_as_it_is(site, personal):
    site.get("/")
    answers = [site.get(**{"path": "/", **personal}) for _ in range(2)]
    assert [each.body for each in answers] == [b"2", b"3"]
    assert {each.where for each in answers} == {""}
    for name, value in personal.items():
        if name.isupper():
            assert site.app.asked[-1][name] == value


def test_a_query_that_is_too_long_is_not_remembered(site):
    before = normalised.cache_info().currsize
    site.get("/?b=" + "a" * 3000 + "&a=1")
    assert site.app.asked[-1]["QUERY_STRING"].startswith("b=")
    assert normalised.cache_info().currsize == before


def test_for_what_it_has_no_part_in_the_database_is_not_asked(site):
    site.version = OSError("away")
    site.get("/beside")
    assert not site.watch.away
    site.get("/")
    assert site.watch.away


def test_other_cookies_do_not_count_and_are_not_told(site):
    site.get("/", HTTP_COOKIE="_ga=1")
    assert site.get("/", HTTP_COOKIE="_ga=2; theme=dark").where == HIT
    assert "HTTP_COOKIE" not in site.app.asked[0]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Cache-Control": "max-age=60"},
        {"Cache-Control": "private, no-cache"},
        {"Cache-Control": "public, no-store"},
        {"Cache-Control": "public, private"},
        {"Cache-Control": "no-store"},
        {**PUBLIC, "Set-Cookie": "a=b"},
        {**PUBLIC, "Vary": "Accept"},
        {**PUBLIC, "Vary": "Cookie, Accept-Language"},
        {**PUBLIC, "Vary": "*"},
    ],
)
def test_what_does_not_say_that_it_is_for_all_is_not_stored(headers):
    site = Site(App(headers=headers))
    answers = [site.get("/") for _ in range(2)]
    assert [each.body for each in answers] == [b"1", b"2"]
    assert {each.where for each in answers} == {NOT_STORED}
    assert len(site.edge.store) == 0
    assert site.app.closed == 2


@pytest.mark.parametrize("status", ["404 Not Found", "301 Moved", "500 Oh", "206 Part", "201 New"])
def test_nothing_but_a_whole_answer_is_stored(status):
    site = Site(App(status=status))
    assert [site.get("/").status for _ in range(2)] == [status, status]
    assert len(site.edge.store) == 0


def test_what_is_stored_may_vary_by_what_the_key_has():
    site = Site(App(headers={**PUBLIC, "Vary": "Cookie, Accept-Encoding, authorization"}))
    site.get("/")
    assert site.get("/").where == HIT


def test_a_reader_who_has_the_answer_is_told_so(site):
    first = site.get("/")
    for known in (first.headers["ETag"], f'"x", {first.headers["ETag"]}', "*"):
        again = site.get("/", HTTP_IF_NONE_MATCH=known)
        assert (again.status, again.body) == ("304 Not Modified", b"")
        assert again.headers["ETag"] == first.headers["ETag"]
        assert "Content-Length" not in again.headers
    assert site.get("/", HTTP_IF_NONE_MATCH='"other"').body == b"1"
    assert len(site.app.asked) == 1


def test_the_first_request_may_be_of_a_reader_who_has_the_answer(site):
    known = site.get("/").headers["ETag"]
    site.app.body = lambda count: b"1"
    site.publish(2)
    again = site.get("/", HTTP_IF_NONE_MATCH=known)
    assert again.status == "304 Not Modified"
    assert "HTTP_IF_NONE_MATCH" not in site.app.asked[-1]
    assert site.get("/").body == b"1"
    assert len(site.app.asked) == 2


def test_dates_count_where_no_tag_is_asked_for():
    modified = formatdate(1_000_000_000, usegmt=True)
    site = Site(App(headers={**PUBLIC, "Last-Modified": modified, "ETag": '"own"'}))
    earlier, later = (formatdate(1_000_000_000 + step, usegmt=True) for step in (-1, 1))
    assert site.get("/", HTTP_IF_MODIFIED_SINCE=modified).status == "304 Not Modified"
    assert site.get("/", HTTP_IF_MODIFIED_SINCE=later).status == "304 Not Modified"
    assert site.get("/", HTTP_IF_MODIFIED_SINCE=earlier).status == "200 OK"
    assert site.get("/", HTTP_IF_MODIFIED_SINCE="no date").status == "200 OK"
    both = {"HTTP_IF_MODIFIED_SINCE": later, "HTTP_IF_NONE_MATCH": '"other"'}
    assert site.get("/", **both).status == "200 OK"
    assert site.get("/", HTTP_IF_NONE_MATCH='W/"own"').status == "304 Not Modified"


def test_a_reader_who_has_what_is_not_stored_is_told_so_too():
    site = Site(App(headers={"ETag": '"own"', "Content-Type": "text/plain"}))
    assert site.get("/", HTTP_IF_NONE_MATCH='"own"').status == "304 Not Modified"
    assert site.get("/", HTTP_IF_NONE_MATCH='"other"').body == b"2"
    assert site.app.closed == 2


@pytest.mark.parametrize("headers", [PUBLIC, {"Cache-Control": "no-store"}])
def test_a_head_is_a_get_without_its_body(headers):
    site = Site(App(headers=headers))
    heads = [site.get("/", method="HEAD") for _ in range(2)]
    assert {each.body for each in heads} == {b""}
    assert {each["REQUEST_METHOD"] for each in site.app.asked} == {"GET"}
    assert site.app.closed == len(site.app.asked)
    if headers == PUBLIC:
        assert heads[1].headers["Content-Length"] == "1"
        assert (site.get("/").where, site.get("/").body) == (HIT, b"1")


def test_after_a_publication_the_next_answer_is_new(site):
    assert [site.get("/").body for _ in range(2)] == [b"1", b"1"]
    site.publish(2)
    assert [site.get("/").body for _ in range(2)] == [b"2", b"2"]


def test_the_database_is_asked_some_two_times_a_second():
    site, asked = Site(), []
    read = site.read
    site.read = lambda: asked.append(1) or read()
    began = monotonic()
    for _ in range(1000):
        site.get("/")
    assert 1 <= len(asked) <= 1 + (monotonic() - began) / (BELIEVED - AHEAD)


def test_what_another_process_publishes_is_seen_when_it_was_last_asked_half_a_second_ago(site):
    site.get("/")
    site.version = 2
    site.watch.believed_until -= 0.51
    assert site.get("/").body == b"2"


def test_after_a_minute_an_answer_is_made_anew(site):
    site.get("/")
    [entry] = site.edge.store._entries.values()
    entry.fresh_until -= FRESH
    assert site.get("/").body == b"2"
    assert site.get("/").where == HIT


def test_what_has_expired_is_not_shown_though_the_database_is_away():
    site = Site(App(headers={**PUBLIC, "Expires": formatdate(4_000_000_000, usegmt=True)}))
    site.get("/")
    assert site.get("/").where == HIT
    site.version = OSError("away")
    site.watch.believed_until = 0
    assert "away" in site.get("/").where
    [entry] = site.edge.store._entries.values()
    entry.expires = 1_000_000_000
    assert site.get("/").body == b"2"


def test_while_the_database_is_away_what_is_known_is_told(site):
    site.get("/")
    [entry] = site.edge.store._entries.values()
    entry.fresh_until -= 10 * FRESH
    site.version = OSError("away")
    site.watch.believed_until = 0
    known = site.get("/")
    assert (known.body, known.where) == (b"1", edge_store.HIT_WHILE_AWAY[1])
    assert site.get("/", HTTP_IF_NONE_MATCH=known.headers["ETag"]).status == "304 Not Modified"
    site.app.status = "503 Service Unavailable"
    assert site.get("/cold").status == "503 Service Unavailable"


def test_what_this_process_has_changed_is_not_told_though_the_watch_cannot_ask(site):
    site.get("/")
    site.publish(OSError("away"))
    assert site.get("/").body == b"2"


def test_when_the_database_is_back_all_is_as_before(site):
    site.get("/")
    site.version = OSError("away")
    site.watch.believed_until = 0
    assert "away" in site.get("/").where
    site.version = 2
    answers = iter(lambda: site.get("/").body, b"2")
    assert all(body == b"1" for body in answers)
    assert site.get("/").where == HIT


def test_a_failure_does_not_take_the_place_of_what_only_grew_old(site):
    site.get("/")
    [entry] = site.edge.store._entries.values()
    entry.fresh_until -= 10 * FRESH
    site.app.status = "503 Service Unavailable"
    assert site.get("/").body == b"1"
    site.publish(2)
    assert site.get("/").status == "503 Service Unavailable"


def test_what_is_no_longer_public_is_forgotten(site):
    site.get("/")
    site.app.headers = {"Cache-Control": "private"}
    site.publish(2)
    site.get("/")
    assert len(site.edge.store) == 0


class Slow(App):
    """Does not answer before it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.let_go = threading.Semaphore(0), threading.Event()

    def __call__(self, environ, start_response):
        body = super().__call__(environ, start_response)
        self.begun.release()
        self.let_go.wait(30)
        return body


def asked_at_once(site: Site, count: int) -> tuple[list[threading.Thread], list[bytes]]:
    bodies: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: bodies.append(site.get("/").body)) for _ in range(count)
    ]
    for thread in threads:
        thread.start()
    return threads, bodies


def test_one_request_makes_the_answer_for_all_who_ask_meanwhile():
    site = Site(Slow())
    threads, bodies = asked_at_once(site, 8)
    site.app.begun.acquire()
    assert not site.app.begun.acquire(timeout=0.2)
    site.app.let_go.set()
    for thread in threads:
        thread.join()
    assert bodies == [b"1"] * 8
    assert len(site.app.asked) == 1


def test_meanwhile_others_get_the_answer_that_has_only_grown_old(site):
    site.get("/")
    site.edge.app = site.app = Slow()
    [entry] = site.edge.store._entries.values()
    entry.fresh_until = 0
    threads, _bodies = asked_at_once(site, 1)
    site.app.begun.acquire()
    entry.fresh_until = monotonic()
    assert (site.get("/").body, site.get("/").where) == (b"1", HIT)
    site.app.let_go.set()
    threads[0].join()


def test_who_asks_after_a_publication_waits_for_nobody_s_old_answer():
    site = Site(Slow())
    threads, _bodies = asked_at_once(site, 1)
    site.app.begun.acquire()
    site.publish(2)
    later, bodies = asked_at_once(site, 1)
    site.app.let_go.set()
    for thread in [*threads, *later]:
        thread.join()
    assert bodies == [b"2"]


def test_whoever_waits_in_vain_asks_for_himself():
    site = Site(Slow())
    site.app.headers = {"Cache-Control": "private"}
    threads, bodies = asked_at_once(site, 3)
    site.app.begun.acquire()
    site.app.let_go.set()
    for thread in threads:
        thread.join()
    assert sorted(bodies) == [b"1", b"2", b"3"]
    assert site.edge._making == {}


def test_an_app_that_fails_leaves_nobody_waiting(site):
    def broken(environ, start_response):
        raise ValueError("broken")

    site.edge.app = broken
    with pytest.raises(ValueError, match="broken"):
        site.get("/")
    site.edge.app = site.app
    assert site.get("/").body == b"1"


def test_memory_is_bounded_and_the_least_asked_for_goes_first():
    site = Site(App(body=lambda count: b"x" * 50_000))
    for number in range(30):
        site.get(f"/{number}")
        site.get("/0")
    assert site.edge.store.size <= 1_000_000
    assert 15 <= len(site.edge.store) < 21
    assert site.get("/0").where == HIT
    assert site.get("/1").where == STORED
    sizes = [each.size for each in site.edge.store._entries.values()]
    assert site.edge.store.size == sum(sizes)


def test_long_addresses_take_their_room_in_memory():
    site = Site()
    for number in range(2000):
        site.get(f"/?{number:01900}")
    assert len(site.edge.store) < 1_000_000 / 1900


def test_a_large_answer_is_passed_on_as_it_comes_and_not_stored():
    site = Site(App(body=lambda count: b"x" * 100_000))
    answers = [site.get("/") for _ in range(2)]
    assert {len(each.body) for each in answers} == {100_000}
    assert {each.where for each in answers} == {NOT_STORED}
    assert site.app.closed == 2


def test_it_holds_under_many_threads():
    """Each answer belongs to its address and to a version no older than when it was asked for."""
    site = Site(App(body=lambda count: b""), megabytes=1)

    def app(environ, start_response):
        start_response("200 OK", list(PUBLIC.items()))
        return [f"{environ['PATH_INFO']} {site.version}".encode().ljust(9_000)]

    site.edge.app = app
    wrong: list[bytes] = []

    def read(start: int) -> None:
        for step in range(300):
            path, before = f"/{(start + step) % 150}", site.version
            body = site.get(path).body.decode().split()
            if body[0] != path or int(body[1]) < before:
                wrong.append(body)

    def publish() -> None:
        for version in range(2, 40):
            site.publish(version)
            site.get("/0")

    threads = [threading.Thread(target=read, args=(17 * each,)) for each in range(6)]
    threads.append(threading.Thread(target=publish))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert site.edge.store.size <= 1_000_000
