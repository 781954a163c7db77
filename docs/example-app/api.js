// The catalogue's API. Another one can be named in the address: index.html?api=https://…/api/v3/
const API = "http://127.0.0.1:8000/api/v3/";

const root = new URL(new URLSearchParams(location.search).get("api") ?? API);

export class Problem extends Error {
    /** `status` is 0 where no answer came; `wait` is in seconds, if the API says how long. */
    constructor(status, detail = "", wait = null) {
        super(detail);
        Object.assign(this, { status, wait });
    }
}

/** An answer of the API as JSON; `parameters` are pairs, of which the empty ones are left out. */
export async function get(path, parameters = [], signal = null) {
    const url = new URL(path, root);
    parameters.filter(([, value]) => value).forEach((pair) => url.searchParams.append(...pair));
    const response = await fetch(url, { signal, credentials: "omit" }).catch((error) => {
        throw error.name === "AbortError" ? error : new Problem(0);
    });
    const answer = await response.json().catch(() => ({}));
    if (response.ok) return answer;
    throw new Problem(response.status, answer.detail, Number(response.headers.get("Retry-After")) || null);
}
