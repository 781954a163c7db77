/* The readiness panel follows the form: what is typed is sent half a second later, and the
   list of what the book lacks comes back, or of the fields that are not right. Nothing is saved.
   Where no answer comes, or one that is neither, it says that the list is late and asks again. */
(() => {
  const WAIT = 500;
  const LONGEST = 30_000;
  const LATER = 5_000;
  let timer;
  let asked = 0;

  const findPanel = () => document.querySelector('[data-readiness]');

  const show = (panel, html) => {
    const list = panel.querySelector('[data-readiness-list]');
    const fresh = document.createElement('div');
    fresh.innerHTML = html;
    // A list that says the same stays: it may be the one that is being clicked.
    if (!fresh.firstElementChild.isEqualNode(list.firstElementChild)) list.innerHTML = html;
    const count = Number(panel.querySelector('[data-readiness-count]').dataset.readinessCount);
    const toggle = document.querySelector('[data-side-panel-toggle="readiness"]');
    const counter = toggle.querySelector('[data-side-panel-toggle-counter]');
    counter.textContent = count;
    counter.hidden = count === 0;
  };

  const ask = async (form) => {
    const url = findPanel()?.dataset.readiness;
    if (!url) return;
    asked += 1;
    const mine = asked;
    const request = { method: 'POST', body: new FormData(form), redirect: 'error' };
    const signal = AbortSignal.timeout(LONGEST);
    const answer = await fetch(url, { ...request, signal }).catch(() => null);
    const html = await answer?.text().catch(() => null);
    // An autosave may have put another panel in its place meanwhile.
    const panel = findPanel();
    if (mine !== asked || !panel) return;
    const status = panel.querySelector('[role="status"]');
    status.innerHTML = answer?.status === 422 ? html : '';
    if (answer?.ok && html) show(panel, html);
    else if (answer?.status !== 422) {
      status.textContent = panel.dataset.late;
      askIn(form, LATER);
    }
  };

  const askIn = (form, wait) => {
    clearTimeout(timer);
    timer = setTimeout(() => ask(form), wait);
  };

  const follow = (event) => {
    const form = event.target.closest?.('form[data-edit-form]');
    if (form) askIn(form, WAIT);
  };

  // `w-unsaved:add` tells of changes that no key made: a chosen image, a moved or deleted entry.
  document.addEventListener('input', follow);
  document.addEventListener('change', follow);
  document.addEventListener('w-unsaved:add', follow);
  // The answer brings a panel that is as old as what was saved: more may have been typed since.
  document.addEventListener('w-autosave:success', follow);
})();
