/* Beside a price, how the form will read it: "= €24.95". What is typed is asked of the server a
   moment later, so that both read alike; rows that are added later are heard as well. */
(() => {
  const WAIT = 250;
  const { describe } = document.currentScript.dataset;
  const timers = new WeakMap();

  const ask = async (amount) => {
    const currency = document.getElementsByName(amount.name.replace(/amount$/, 'currency'))[0];
    const query = { amount: amount.value, currency: currency?.value ?? '', house: amount.dataset.amount };
    const address = `${describe}?${new URLSearchParams(query)}`;
    const answer = await fetch(address, { redirect: 'error' }).catch(() => null);
    const words = answer?.ok ? await answer.text() : '';
    const unchanged = amount.value === query.amount && (currency?.value ?? '') === query.currency;
    if (unchanged) document.getElementById(`${amount.id}-reading`).textContent = words;
  };

  const typed = (event) => {
    const name = event.target.name?.replace(/-currency$/, '-amount');
    const amount = name && document.getElementsByName(name)[0];
    if (!amount || amount.dataset.amount === undefined) return;
    clearTimeout(timers.get(amount));
    timers.set(amount, setTimeout(() => ask(amount), WAIT));
  };

  document.addEventListener('input', typed);
  document.addEventListener('change', typed);
})();
