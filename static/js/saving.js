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
})();
