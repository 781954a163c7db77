"""An OpenID provider, as publishers have one: it signs, checks its clients, and knows people."""

import base64
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT_ID, CLIENT_SECRET = "frontlist", "the client's secret"


class OpenIdProvider(ThreadingHTTPServer):
    """`person` is who sits at the browser; `id_claims` and `userinfo_claims` differ from it."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.codes: dict[str, dict[str, str]] = {}
        self.is_away = False
        self.be({"sub": "nobody"})

    def be(self, person: dict[str, Any], **claims: dict[str, Any]) -> None:
        self.person = person
        self.id_claims = claims.get("id", {})
        self.userinfo_claims = claims.get("userinfo", {})

    def start(self) -> None:
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self.shutdown()
        self.server_close()

    def id_token(self) -> str:
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT_ID, "iat": now, "exp": now + 300}
        return jwt.encode(
            claims | self.person | self.id_claims, self.key, "RS256", headers={"kid": "1"}
        )


class Handler(BaseHTTPRequestHandler):
    server: OpenIdProvider

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        if self.server.is_away:
            self.send_error(503)
            return
        match url.path:
            case "/.well-known/openid-configuration":
                self.answer(self.configuration())
            case "/keys":
                public = jwt.algorithms.RSAAlgorithm.to_jwk(
                    self.server.key.public_key(), as_dict=True
                )
                self.answer({"keys": [public | {"kid": "1", "alg": "RS256", "use": "sig"}]})
            case "/userinfo":
                self.answer(self.server.person | self.server.userinfo_claims)
            case "/authorize":
                self.authorize(dict(parse_qsl(url.query)))
            case _:
                self.send_error(404)

    def configuration(self) -> dict[str, Any]:
        url = self.server.url
        return {
            "issuer": url,
            "authorization_endpoint": f"{url}/authorize",
            "token_endpoint": f"{url}/token",
            "userinfo_endpoint": f"{url}/userinfo",
            "jwks_uri": f"{url}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def authorize(self, query: dict[str, str]) -> None:
        code = secrets.token_hex(8)
        self.server.codes[code] = query
        back = urlencode({"code": code, "state": query["state"]})
        self.send_response(302)
        self.send_header("Location", f"{query['redirect_uri']}?{back}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        asked = self.server.codes.pop(form.get("code", ""), None)
        if asked is None or not is_from_client(form, asked):
            self.answer({"error": "invalid_grant"}, 400)
            return
        token = {"access_token": secrets.token_hex(8), "token_type": "Bearer"}
        self.answer(token | {"id_token": self.server.id_token()})

    def answer(self, content: dict[str, Any], status: int = 200) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        pass


def is_from_client(form: dict[str, str], asked: dict[str, str]) -> bool:
    """By its secret, and by the proof of who asked for the code (RFC 7636, section 4.6)."""
    digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    return form.get("client_secret") == CLIENT_SECRET and challenge == asked["code_challenge"]
