import { Problem } from "./api.js";
import { book, preview } from "./book.js";
import { catalogue } from "./catalogue.js";
import { h } from "./dom.js";

const main = document.querySelector("main");
const status = document.querySelector("#status");
const search = document.querySelector("form[role=search]");
let current = new AbortController();
// The address of what is on the page, which lags behind the one asked for.
let shown;

/** The view of an address: #/?subject=3, #/books/12 or #/preview/TOKEN. */
function view(hash, signal) {
    const [path, query = ""] = hash.slice(1).split(/\?(.*)/s);
    const [, place = "", name = ""] = path.split("/");
    if (place === "") return catalogue(new URLSearchParams(query), signal);
    if (place === "books" && name) return book(name, signal);
    if (place === "preview" && name) return preview(name, signal);
    throw new Problem(404);
}

/** Shows what the address asks for, unless another address is asked for meanwhile. */
async function show() {
    current.abort();
    const { signal } = (current = new AbortController());
    search.elements.search.value = new URLSearchParams(location.hash.split("?")[1]).get("search") ?? "";
    main.setAttribute("aria-busy", "true");
    try {
        render(await view(location.hash, signal));
    } catch (error) {
        if (signal.aborted) return;
        render(trouble(error));
        if (!(error instanceof Problem)) throw error;
    }
    main.removeAttribute("aria-busy");
}

function render({ title, content, status: words = title }) {
    const held = main.contains(document.activeElement) ? document.activeElement.id : "";
    main.replaceChildren(...[content].flat(2));
    shown = location.hash;
    document.title = `${title} · Shelf`;
    status.textContent = words;
    const kept = held && document.getElementById(held);
    if (kept) return kept.focus();
    main.querySelector("h1").focus({ preventScroll: true });
    scrollTo(0, history.state?.y ?? 0);
}

function trouble({ status: code, message, wait }) {
    const [title, words] = {
        0: ["The catalogue cannot be reached", "Is there a connection?"],
        404: ["There is nothing here", "The book is not published, or the preview has ended."],
        409: ["This draft cannot be shown yet", message],
        429: ["Too many requests", wait ? `Please wait ${wait} seconds.` : "Please wait a moment."],
    }[code] ?? ["Something went wrong", message || "Please try again later."];
    const again = code !== 404 && h("p", {}, h("button", { type: "button", onclick: show }, "Try again"));
    return { title, content: [h("h1", { tabindex: -1 }, title), h("p", {}, words), again, h("p", {}, h("a", { href: "#/" }, "See all books"))].filter(Boolean) };
}

search.addEventListener("submit", (event) => {
    event.preventDefault();
    const words = search.elements.search.value.trim();
    location.hash = words ? `#/?${new URLSearchParams({ search: words })}` : "#/";
});
document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    main.focus();
});
// Who goes back finds the place again; what is drawn anew, the browser itself cannot restore.
// A scroll that ends after the address has changed is that of the page before.
history.scrollRestoration = "manual";
addEventListener("scrollend", () => {
    if (shown === location.hash) history.replaceState({ y: scrollY }, "");
});
addEventListener("hashchange", show);
show();
