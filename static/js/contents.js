/* In the contents of a book, a pasted list of titles becomes that many entries.

   Pasting more than one line into the title of a chapter (or of front or back matter) puts
   the first line there and each further line into a new entry of the same kind below. */
(() => {
  const BULLET = /^\s*(?:[\u2022\u2023\u25e6\u2043\u00b7*\u2013\u2014-]|\d+[.)])\s+/;

  const linesOf = (text) =>
    text
      .split(/\r\n|[\n\r\u2028\u2029]/)
      .map((line) => line.replace(BULLET, '').trim())
      .filter(Boolean);

  const fill = (input, text) => {
    input.value = text;
    input.dispatchEvent(new Event('input', { bubbles: true }));
    input.dispatchEvent(new Event('change', { bubbles: true }));
  };

  const addAfter = (entry) => {
    entry.querySelector('[data-streamfield-action="DUPLICATE"]').click();
    let next = entry.nextElementSibling;
    while (next && !next.matches('[data-streamfield-child]')) next = next.nextElementSibling;
    return next;
  };

  document.addEventListener('paste', (event) => {
    const input = event.target;
    if (!(input instanceof HTMLInputElement) || !/^contents-.*-title$/.test(input.name)) return;
    const entry = input.closest('[data-streamfield-child]');
    const lines = linesOf(event.clipboardData.getData('text/plain'));
    if (!entry || input.value || lines.length < 2) return;
    event.preventDefault();
    fill(input, lines[0]);
    let last = entry;
    lines.slice(1).forEach((line) => {
      last = addAfter(last);
      fill(last.querySelector('input[name$="-title"]'), line);
    });
  });
})();
