/* The readiness panel follows the form: what is typed is sent half a second later, and the
   list of what the book lacks comes back, or of the fields that are not right. Nothing is saved. */
(() => {
  const WAIT = 500;
  let timer;
  let asked = 0;

  const show = (panel, html) => {
    panel.querySelector('[data-readiness-list]').innerHTML = html;
    const count = Number(panel.querySelector('[data-readiness-count]').dataset.readinessCount);
    const toggle = document.querySelector('[data-side-panel-toggle="readiness"]');
    const counter = toggle.querySelector('[data-side-panel-toggle-counter]');
    counter.textContent = count;
    counter.hidden = count === 0;
  };

  const ask = async (form) => {
    const panel = document.querySelector('[data-readiness]');
    if (!panel) return;
    asked += 1;
    const mine = asked;
    const answer = await fetch(panel.dataset.readiness, { method: 'POST', body: new FormData(form) });
    if (mine !== asked) return;
    const html = await answer.text();
    if (answer.ok) show(panel, html);
    panel.querySelector('[role="status"]').innerHTML = answer.status === 422 ? html : '';
  };

  const typed = (event) => {
    const form = event.target.closest?.('form[data-edit-form]');
    if (!form) return;
    clearTimeout(timer);
    timer = setTimeout(() => ask(form), WAIT);
  };

  // `w-unsaved:add` tells of changes that no key made: a chosen image, a moved or deleted entry.
  document.addEventListener('input', typed);
  document.addEventListener('change', typed);
  document.addEventListener('w-unsaved:add', typed);
})();
