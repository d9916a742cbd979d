// The answer changes with the switches, without a press of the button. Without this
// script the button does the same, and numbers stand where the sliders are.
(() => {
  const form = document.getElementById('ask');
  if (!form) return;
  document.documentElement.classList.add('live');
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
      for (const part of ['#answer', '.top', 'footer']) document.querySelector(part).replaceWith(page.querySelector(part));
      document.body.dataset.basis = page.body.dataset.basis;
      history.replaceState(null, '', reply.url);
      said.textContent = `${document.querySelector('#answer .shown').textContent} The figures are up to date.`;
    } catch (e) {
      if (e.name !== 'AbortError' && mine === turn) said.textContent = 'The server does not answer. It may have been stopped.';
    } finally {
      if (mine === turn) document.getElementById('answer').removeAttribute('aria-busy');
    }
  };
  const soon = () => {
    if (!form.checkValidity()) {
      said.textContent = 'One of the numbers is outside what can be asked.';
      return;
    }
    clearTimeout(timer);
    timer = setTimeout(show, 150);
  };

  // A slider and the number beside it tell the same; the number is what is sent. Near the
  // stated value a slider stands at it.
  const stated = (dial) => dial?.dataset.stated ?? '';
  const mark = (dial) => {
    const field = dial.querySelector('[name]');
    dial.classList.toggle('moved', field.value !== '' && field.value !== stated(dial));
  };
  const follow = (slider) => {
    const field = document.getElementById(slider.dataset.for);
    const dial = slider.closest('.dial');
    const near = stated(dial) !== '' && Math.abs(slider.value - stated(dial)) < slider.step / 2;
    field.value = near ? stated(dial) : slider.value;
    if (dial) mark(dial);
  };
  const lead = (field) => {
    const slider = form.querySelector(`input[data-for="${field.id}"]`);
    const dial = field.closest('.dial');
    if (slider) slider.value = field.value || stated(dial) || slider.defaultValue;
    if (dial) mark(dial);
  };
  form.addEventListener('input', ({ target }) => {
    if (target.type !== 'range') return;
    follow(target);
    soon();
  });
  form.addEventListener('change', ({ target }) => {
    if (target.type === 'range') return;
    lead(target);
    soon();
  });
  form.addEventListener('click', ({ target }) => {
    const reset = target.closest('.reset');
    if (!reset) return;
    const field = reset.closest('.dial').querySelector('[name]');
    field.value = field.tagName === 'SELECT' ? stated(reset.closest('.dial')) : '';
    field.focus();
    lead(field);
    soon();
  });
})();

// A file that is too large is not sent, and while one is read that is said. Without this
// script the server says the first, and the browser shows the second.
(() => {
  const form = document.getElementById('send');
  if (!form) return;
  const file = form.querySelector('[type=file]');
  const said = document.getElementById('sent');
  const most = Number(form.dataset.limit) - 2000; // the form around the file
  const tooLarge = () => file.files.length > 0 && file.files[0].size > most;
  file.addEventListener('change', () => {
    said.textContent = tooLarge() ? `This file has ${Math.ceil(file.files[0].size / 1e6)} MB, which is more than is taken here. The charges reduced (impact reduce) would be smaller.` : '';
  });
  form.addEventListener('submit', (e) => {
    if (tooLarge()) {
      e.preventDefault();
      return;
    }
    said.textContent = 'Reading the file…';
    form.querySelector('button').disabled = true;
  });
  addEventListener('pageshow', () => { // also when it is come back to
    said.textContent = '';
    form.querySelector('button').disabled = false;
  });
})();
