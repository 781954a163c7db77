/* On a book's page: prices in the currency last chosen, and a link to copy. */
(() => {
  const KEY = 'currency';

  const remembered = () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null;
    }
  };

  const remember = (code) => {
    try {
      localStorage.setItem(KEY, code);
    } catch {
      /* Where nothing may be kept, the choice holds for this page. */
    }
  };

  const show = (format, code) => {
    const large = [...format.querySelectorAll('.format-price [data-currency]')];
    const codes = large.map((each) => each.dataset.currency);
    const shown = codes.includes(code) ? code : codes[0];
    for (const each of large) each.hidden = each.dataset.currency !== shown;
    for (const each of format.querySelectorAll('.other-prices [data-currency]')) {
      each.hidden = each.dataset.currency === shown;
    }
  };

  const choose = (select, code) => {
    select.value = code;
    for (const format of document.querySelectorAll('.format')) show(format, code);
  };

  const select = document.getElementById('currency');
  if (select) {
    select.addEventListener('change', () => {
      remember(select.value);
      choose(select, select.value);
    });
    const asked = new URLSearchParams(location.search).has('currency');
    const last = remembered();
    if (asked) remember(select.value);
    else if ([...select.options].some((option) => option.value === last)) choose(select, last);
  }

  const button = document.querySelector('[data-share]');
  if (button && navigator.clipboard) {
    button.dataset.ready = '';
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(button.dataset.share);
      button.parentElement.querySelector('[role="status"]').textContent = button.dataset.done;
    });
  }
})();
