/* What the form of a page or of a snippet sends along when it is saved. */
(() => {
  /* The address names the open tab after a "#", which no form sends: so that what was saved, or
     refused, shows the same tab again. */
  document.addEventListener('submit', ({ target: form }) => {
    if (!form.matches('form[data-edit-form]')) return;
    form.action = form.action.split('#')[0] + window.location.hash;
  });

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
