/* Suggestions below a search box: a combobox with a list (WAI-ARIA 1.2). Without this script,
   or while nothing is chosen in the list, the box is a plain field of a form. */
(() => {
  const WAIT = 150;
  const LEAST = 2;

  const optionOf = ({ kind, label, path }, number, list) => {
    const option = document.createElement('li');
    const words = document.createElement('span');
    const what = document.createElement('span');
    option.id = `${list.id}-${number}`;
    option.setAttribute('role', 'option');
    option.setAttribute('aria-selected', 'false');
    option.dataset.path = path;
    words.textContent = label;
    words.dir = 'auto';
    what.textContent = kind;
    what.className = 'kind';
    option.append(words, what);
    return option;
  };

  const connect = (input) => {
    const list = document.createElement('ul');
    const status = document.createElement('p');
    let chosen = -1;
    let timer;
    let asked;

    list.id = `${input.id}-suggestions`;
    list.className = 'suggestions';
    list.hidden = true;
    list.setAttribute('role', 'listbox');
    list.setAttribute('aria-label', input.dataset.label);
    status.className = 'hidden';
    status.setAttribute('role', 'status');
    input.setAttribute('role', 'combobox');
    input.setAttribute('aria-autocomplete', 'list');
    input.setAttribute('aria-controls', list.id);
    input.setAttribute('aria-expanded', 'false');
    input.form.append(list, status);

    const choose = (number) => {
      chosen = number;
      [...list.children].forEach((option, place) => {
        option.setAttribute('aria-selected', String(place === number));
      });
      if (number < 0) input.removeAttribute('aria-activedescendant');
      else input.setAttribute('aria-activedescendant', list.children[number].id);
    };

    const close = () => {
      clearTimeout(timer);
      asked?.abort();
      list.hidden = true;
      choose(-1);
      input.setAttribute('aria-expanded', 'false');
    };

    const show = (suggestions) => {
      list.replaceChildren(...suggestions.map((each, number) => optionOf(each, number, list)));
      choose(-1);
      list.hidden = suggestions.length === 0;
      input.setAttribute('aria-expanded', String(!list.hidden));
      status.textContent = input.dataset.count.replace('0', suggestions.length);
    };

    const ask = async () => {
      asked?.abort();
      asked = new AbortController();
      const address = `${input.dataset.suggest}?q=${encodeURIComponent(input.value)}`;
      try {
        const answer = await fetch(address, { signal: asked.signal });
        if (answer.ok) show((await answer.json()).suggestions);
      } catch {
        /* Asked again, or out of reach: the box works without suggestions. */
      }
    };

    const step = (by) => {
      const count = list.children.length;
      choose(chosen + by < -1 ? count - 1 : chosen + by >= count ? -1 : chosen + by);
    };

    input.addEventListener('input', () => {
      clearTimeout(timer);
      if (input.value.trim().length < LEAST) close();
      else timer = setTimeout(ask, WAIT);
    });

    input.addEventListener('keydown', (event) => {
      if (list.hidden) return;
      if (event.key === 'ArrowDown') step(1);
      else if (event.key === 'ArrowUp') step(-1);
      else if (event.key === 'Escape') close();
      else if (event.key === 'Enter' && chosen >= 0) location.assign(list.children[chosen].dataset.path);
      else return;
      event.preventDefault();
    });

    input.addEventListener('blur', close);
    list.addEventListener('pointerdown', (event) => {
      const option = event.target.closest('[role="option"]');
      event.preventDefault();
      if (option) location.assign(option.dataset.path);
    });
  };

  document.querySelectorAll('input[data-suggest]').forEach(connect);
})();
