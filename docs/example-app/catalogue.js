import { get } from "./api.js";
import { h, picture, tag } from "./dom.js";

const FACETS = { subject: "Subject", form: "Format" };
const FIELDS = "id,title,subtitle,language,contributions,cover,formats";
const labels = new Map();

/** The page of books that `query` (URLSearchParams of the route) asks for, with its filters. */
export async function catalogue(query, signal) {
    const search = query.get("search") ?? "";
    const shown = { locale: document.documentElement.lang, fields: FIELDS, facets: Object.keys(FACETS).join(), limit: 12, order: search && "relevance" };
    const answer = await get("books/", [...query, ...Object.entries(shown)], signal);
    const title = search ? `Books about “${search}”` : "Books";
    const count = answer.count === 1 ? "1 book" : `${answer.count} books`;
    const content = [
        h("div.heading", {}, h("h1", { tabindex: -1 }, title), h("p.quiet", {}, count)),
        h("div.catalogue", {}, filters(answer.facets, query), h("div", {},
            answer.items.length
                ? h("ul.cards", { role: "list" }, answer.items.map(card))
                : h("p", {}, "No book is like that. ", h("a", { href: "#/" }, "See all books")),
            h("nav.pages", { "aria-label": "Pages" }, turn("Previous", answer.previous, query), turn("Next", answer.next, query)))),
    ];
    return { title, status: count, content };
}

function card(book) {
    return h("li.card", {},
        h("div.cover", {}, picture(book.cover && { ...book.cover, alt: "" }, "(min-width: 48rem) 11rem, 44vw")),
        h("h2", { lang: tag(book.language) }, h("a", { href: `#/books/${book.id}` }, book.title)),
        h("p", {}, book.contributions.map((each) => each.name).join(", ")),
        h("p.quiet", {}, price(book.formats)));
}

/** The first price that the book has, and whether there are others. */
function price(formats) {
    const prices = formats.flatMap((format) => format.prices);
    return prices.length > 1 ? `${prices[0].text} and other prices` : prices[0]?.text;
}

function filters(facets = {}, query) {
    const groups = Object.entries(FACETS).map(([name, legend]) => group(name, legend, facets[name] ?? [], query));
    const chosen = Object.keys(FACETS).some((name) => query.has(name));
    const open = chosen || matchMedia("(min-width: 48rem)").matches;
    return h("details.filters", { open }, h("summary", {}, "Filters"),
        h("form", { onchange: (event) => apply(event.currentTarget, query) }, groups,
            chosen && h("a", { href: address(query, (rest) => Object.keys(FACETS).forEach((name) => rest.delete(name))) }, "Clear filters")));
}

/** The values that books have here, and those that are chosen although no book has them. */
function group(name, legend, found, query) {
    found.forEach(({ value, label }) => labels.set(`${name} ${value}`, label));
    const chosen = query.getAll(name).filter((value) => !found.some((each) => `${each.value}` === value));
    const values = [...found, ...chosen.map((value) => ({ value, label: labels.get(`${name} ${value}`) ?? value, count: 0 }))];
    return values.length > 0 && h("fieldset", {}, h("legend", {}, legend), values.map(({ value, label, count }) =>
        h("label", {},
            h("input", { type: "checkbox", id: `${name}-${value}`, name, value: `${value}`, checked: query.has(name, `${value}`) }),
            h("span", {}, label), h("span.quiet", {}, `${count}`))));
}

function apply(form, query) {
    location.hash = address(query, (rest) => {
        Object.keys(FACETS).forEach((name) => rest.delete(name));
        new FormData(form).forEach((value, name) => rest.append(name, value));
    });
}

/** The address of these books after a change of what is asked for, from the first page again. */
function address(query, change) {
    const rest = new URLSearchParams(query);
    rest.delete("cursor");
    change(rest);
    return `#/?${rest}`;
}

/** A link to the page at the API's own link: the cursor is all that differs. */
function turn(words, url, query) {
    const cursor = url && new URL(url).searchParams.get("cursor");
    return cursor && h("a", { href: address(query, (rest) => rest.set("cursor", cursor)) }, words);
}
