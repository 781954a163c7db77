import { get } from "./api.js";
import { h, link, picture, prose, tag } from "./dom.js";

/** The published book with this id. */
export async function book(id, signal) {
    return page(await get(`books/${encodeURIComponent(id)}/`, [], signal));
}

/** The draft that this token shows. */
export async function preview(token, signal) {
    const draft = page(await get(`previews/${encodeURIComponent(token)}/`, [], signal));
    const notice = h("p.notice", {}, "This is a draft. It may change before it is published.");
    return { ...draft, title: `Draft: ${draft.title}`, content: [notice, draft.content] };
}

function page(record) {
    const { url, title, subtitle } = record;
    const section = (heading, ...content) => content.flat().some(Boolean) && h("section", {}, h("h2", {}, heading), content);
    const content = h("article.book", { lang: tag(record.locale) },
        h("div.cover", {}, picture(record.cover, "(min-width: 48rem) 20rem, 60vw", "eager")),
        h("div", {},
            h("h1", { tabindex: -1, lang: tag(record.language) }, title),
            subtitle && h("p.subtitle", { lang: tag(record.language) }, subtitle),
            record.contributions.map((each) => h("p", {}, `${each.byline} `, h("strong", {}, each.name))),
            record.tagline && h("p.tagline", {}, record.tagline),
            record.awards.map((award) => h("p.quiet", {}, [award.name, award.year].filter(Boolean).join(", "))),
            section("Formats and prices", record.formats.map((format) => formatPart(format, url)), offers(record)),
            section("About the book", record.description.map((block) => BLOCKS[block.type]?.(block.value, url))),
            section("Contents", record.contents.length && h("ol.contents", { role: "list" }, record.contents.map((block) => entry(block, url)))),
            section("About the author", record.author_bio.map(({ value }) => [h("h3", {}, value.name), prose(value.text, url)])),
            section("Praise", record.praise.map(({ value }) => quotation(value.quotation, [value.person, value.source], value.link))),
            section("More", facts(record)),
            section("Related books", record.related_books.map((each) => h("p", {}, h("a", { href: `#/books/${each.id}` }, each.title))))));
    return { title, content };
}

/** How each block of a description looks; a type that is not known yet is left out. */
const BLOCKS = {
    paragraph: prose,
    heading: (value) => h("h3", {}, value),
    quotation: (value) => quotation(value.text, [value.source]),
    image: ({ image, caption }) => image && h("figure", {}, picture(image, "(min-width: 48rem) 40rem, 92vw"), caption && h("figcaption", {}, caption)),
    video: ({ url, title }) => h("p", {}, "Video: ", link(url, null, title)),
    links: ({ title, links }) => [title && h("h3", {}, title), h("ul", {}, links.map((each) => h("li", {}, link(each.url, null, each.text))))],
};

function quotation(words, sources, url = "") {
    const source = sources.filter(Boolean).join(", ");
    return h("blockquote", {}, h("p", {}, words), source && h("footer", {}, url ? link(url, null, source) : source));
}

function entry({ type, value }, url) {
    if (type === "text") return h("li", {}, prose(value, url));
    return h("li", { class: type }, h("span", {}, h("span.title", {}, value.title), value.subtitle && `: ${value.subtitle}`,
        value.contributors && h("span.quiet", {}, ` ${value.contributors}`)), value.page && h("span.quiet", {}, value.page),
    value.chapters?.length && h("ol", { role: "list" }, value.chapters.map((chapter) => entry({ type: "chapter", value: chapter }, url))));
}

function formatPart(format, url) {
    const about = [
        format.availability !== "available" && format.availability.replaceAll("_", " "),
        format.published_on?.date,
        format.pages && `${format.pages} pages`,
        format.width && format.height && `${format.width} × ${format.height} mm`,
        format.isbn && `ISBN ${format.isbn}`,
    ];
    return h("div.format", {},
        h("h3", {}, format.label),
        h("p.price", {}, format.prices.map((price) => price.text).join(" · ")),
        h("p.quiet", {}, about.filter(Boolean).join(" · ")),
        (format.buy_link || format.sample) && h("p", {},
            format.buy_link && link(format.buy_link, url, "Buy"), " ", format.sample && link(format.sample.url, url, format.sample.title)));
}

/** What the publisher offers with the book, on pages of its own site. */
function offers({ exam_copy, student_offer, publisher, url }) {
    const pages = [exam_copy, student_offer].filter(Boolean);
    return [
        pages.map(({ label, path }) => h("p", {}, path ? link(path, url, label) : label)),
        publisher.newsletter_offer && h("p.quiet", {}, publisher.newsletter_offer),
    ].flat();
}

function facts({ series, subjects, edition, rights, licence, doi, keywords, publisher }) {
    const all = {
        Publisher: publisher.name,
        Series: series && [series.name, series.number].filter(Boolean).join(", "),
        Edition: [edition.number, edition.note].filter(Boolean).join(", "),
        Subjects: subjects.map((subject, place) => [place > 0 && ", ", h("a", { href: `#/?subject=${subject.id}` }, subject.name)]),
        Rights: [rights, licence.replaceAll("_", " ")].filter(Boolean).join(" · "),
        DOI: doi,
        Keywords: keywords.join(", "),
    };
    const known = Object.entries(all).filter(([, value]) => value?.length);
    return h("dl", {}, known.map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]));
}
