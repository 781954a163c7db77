// The address names the tab of the form that is open, after a "#" that no form sends along: so
// that what is saved, or refused, shows the same tab again.
(() => {
    document.addEventListener("submit", (event) => {
        const form = event.target;
        if (form.matches("form[data-edit-form]")) {
            form.action = form.action.split("#")[0] + window.location.hash;
        }
    });
})();
