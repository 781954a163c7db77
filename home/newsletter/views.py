"""Where the links in mails lead: opening one changes nothing, its button does.

The signed token in the address is all that is needed: no cookie, no login. So a mail program
can unsubscribe by itself (RFC 8058, section 3.1).
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from home.newsletter import links


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    subscription = links.to_confirm(token)
    if subscription is None:
        return dead_link(request)
    if request.method == "POST":
        subscription.confirm()
    return render(request, "home/newsletter/confirm.html", {"subscription": subscription})


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    subscription = links.to_unsubscribe(token)
    if subscription is None:
        return dead_link(request)
    if request.method == "POST":
        subscription.unsubscribe()
    return render(request, "home/newsletter/unsubscribe.html", {"subscription": subscription})


def dead_link(request: HttpRequest) -> HttpResponse:
    return render(request, "home/newsletter/dead_link.html", status=404)
