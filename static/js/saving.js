/* What the form of a page or of a snippet sends along when it is saved. */
(() => {
  /* The address names the open tab after a "#", which no form sends along: what was saved, or
     refused, shows the same tab again. A browser that loads slowly would scroll to it, past the
     message. */
  const KEY = 'frontlist-open-tab';
  document.addEventListener('submit', ({ target: form }) => {
    if (!form.matches('form[data-edit-form]')) return;
    const { pathname: from, hash } = window.location;
    sessionStorage.setItem(KEY, JSON.stringify({ from, hash }));
  });
  const { from = '', hash = '' } = JSON.parse(sessionStorage.getItem(KEY) ?? '{}');
  sessionStorage.removeItem(KEY);
  const isSameForm = from === window.location.pathname || from.includes('/add/');
  if (isSameForm && hash && !window.location.hash) {
    window.history.replaceState(null, '', hash);
    window.addEventListener('load', () => window.scrollTo(0, 0), { once: true });
  }

  /* Wagtail's dialog says that there is a newer version: who goes on from there has decided, and
     is not asked again. */
  let newer;
  document.addEventListener('w-swap:json', ({ detail }) => {
    const session = detail.data.other_sessions?.find((each) => each.revision_id);
    newer = session?.revision_id;
  });
  document.addEventListener(
    'w-dialog:confirmed',
    ({ target: dialog }) => {
      if (dialog.id !== 'w-save-confirmation-dialog' || !newer) return;
      const input = document.createElement('input');
      Object.assign(input, { type: 'hidden', name: 'accepted_revision_id', value: newer });
      dialog.closest('form').append(input);
    },
    true,
  );

  /* A workflow's button writes its decision into the form, where Wagtail leaves it: the next
     autosave, or another button once this one was thought better of, would send it along. And
     while a button's answer is awaited, the form would save itself after what was decided. */
  const DECISION = ['action-workflow-action', 'workflow-action-name', 'workflow-action-extra-data'];
  const selector = DECISION.map((name) => `form[data-edit-form] input[name="${name}"]`).join();
  let isLeaving = false;
  const resume = () => {
    isLeaving = false;
    document.querySelectorAll(selector).forEach((input) => input.remove());
  };
  document.addEventListener('click', resume, true);
  document.addEventListener('input', resume, true);
  window.addEventListener('pageshow', resume);
  window.addEventListener('beforeunload', () => {
    isLeaving = true;
  });
  document.addEventListener('w-autosave:save', (event) => {
    if (isLeaving) event.preventDefault();
    DECISION.forEach((name) => event.detail.formData.delete(name));
  });

  /* Wagtail 8.0 looks at the form twice a second, and takes the whole of it for saved when an
     autosave is answered: what was typed in between was not sent, so it is saved next. */
  const findWatcher = (form) =>
    window.wagtail.app.getControllerForElementAndIdentifier(form, 'w-unsaved');
  const omitFields = (fields, names) => {
    const rest = new URLSearchParams(fields);
    names.forEach((name) => rest.delete(name));
    return rest.toString();
  };
  let sent = '';
  document.addEventListener('w-autosave:save', ({ target: form }) => {
    sent = findWatcher(form).formData;
  });
  document.addEventListener('w-autosave:success', ({ target: form, detail }) => {
    const watcher = findWatcher(form);
    const updated = Object.keys(detail.data.field_updates ?? {});
    if (omitFields(watcher.formData, updated) === omitFields(sent, updated)) return;
    watcher.forceValue = true;
    watcher.hasEditsValue = true;
    watcher.notify();
  });
})();
