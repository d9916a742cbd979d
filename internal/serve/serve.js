// The answer changes with the switches, without a press of the button. Without this
// script the button does the same.
(() => {
  const form = document.getElementById('ask');
  if (!form) return;
  const said = document.getElementById('said');
  let turn = 0;
  let timer;
  let stop = new AbortController();
  const show = async () => {
    const mine = ++turn;
    stop.abort();
    stop = new AbortController();
    const answer = document.getElementById('answer');
    answer.setAttribute('aria-busy', 'true');
    said.textContent = 'Counting…';
    try {
      const reply = await fetch(`${form.getAttribute('action')}?${new URLSearchParams(new FormData(form))}`, { signal: stop.signal });
      const page = new DOMParser().parseFromString(await reply.text(), 'text/html');
      if (mine !== turn) return;
      if (!reply.ok) {
        said.textContent = page.querySelector('[role=alert]')?.textContent || 'This cannot be answered.';
        return;
      }
      for (const part of ['#answer', '.top nav', 'footer']) document.querySelector(part).replaceWith(page.querySelector(part));
      document.body.dataset.basis = page.body.dataset.basis;
      history.replaceState(null, '', reply.url);
      said.textContent = `${document.querySelector('#answer .shown').textContent} The figures are up to date.`;
    } catch (e) {
      if (e.name !== 'AbortError' && mine === turn) said.textContent = 'The server does not answer. It may have been stopped.';
    } finally {
      if (mine === turn) document.getElementById('answer').removeAttribute('aria-busy');
    }
  };
  form.addEventListener('change', () => {
    if (!form.checkValidity()) {
      said.textContent = 'One of the numbers is outside what can be asked.';
      return;
    }
    clearTimeout(timer);
    timer = setTimeout(show, 150);
  });
})();
