/** An element: h("a.more", { href }, "text", child …). Strings become text; what is missing is left out. */
export function h(name, attributes = {}, ...children) {
    const [tag, ...classes] = name.split(".");
    const element = document.createElement(tag);
    if (classes.length) element.className = classes.join(" ");
    for (const [key, value] of Object.entries(attributes)) {
        if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
        else if (value === true) element.setAttribute(key, "");
        else if (value || value === 0) element.setAttribute(key, value);
    }
    element.append(...children.flat(3).filter((child) => child || child === 0));
    return element;
}

/** A link to another site, if it is one to follow and not to run. */
export function link(url, base, ...children) {
    const target = URL.parse(url, base);
    return ["http:", "https:"].includes(target?.protocol) ? h("a", { href: target.href }, children) : h("span", {}, children);
}

/** The HTML of a record's `Text`, which alone is safe to insert; its links lead to the publisher's site. */
export function prose(text, base) {
    const template = document.createElement("template");
    template.innerHTML = text.html;
    for (const each of template.content.querySelectorAll("[href]")) each.href = new URL(each.getAttribute("href"), base);
    return h("div.prose", {}, template.content);
}

/** A picture at about this width, in the best type that the browser knows; its colour stands there until it loads. */
export function picture(image, sizes, loading = "lazy") {
    if (!image) return null;
    const types = ["avif", "webp", "jpeg"].filter((type) => image.srcset?.[type]);
    const sources = types.map((type) => h("source", { type: `image/${type}`, srcset: image.srcset[type], sizes }));
    const { url: src, alt, width, height } = image;
    const img = h("img", { src, width, height, loading });
    img.alt = alt;
    img.style.backgroundColor = image.colour ?? "";
    return h("picture", {}, sources, img);
}

/** BCP 47's tag of a language that may be given by three letters: eng is en. */
export function tag(language) {
    return Intl.getCanonicalLocales(language)[0];
}
