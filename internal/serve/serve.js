// The answer changes with the switches, without a press of the button. Without this
// script the button does the same, and numbers stand where the sliders are.
(() => {
  const form = document.getElementById('ask');
  if (!form) return;
  document.documentElement.classList.add('live');
  const asking = document.querySelector('.asking');
  const said = document.getElementById('said');
  const instead = document.getElementById('instead');
  const shown = () => document.querySelector('.heads .shown').textContent.replace(/^Shown: /, '').replace(/\.$/, '');
  const here = () => location.pathname + location.search;
  const query = () => new URLSearchParams(new FormData(form)).toString();
  let turn = 0;
  let timer;
  let stop = new AbortController();
  let settled = true; // the figures are those of the switches
  let push = false; // the answer is a step of its own, to which Back leads
  let pinning = false; // what is asked is pinned once it is answered
  let last; // what was moved last
  let at = here();
  let answered = query(); // what the switches said when the figures were made

  // What is said stands beside the figures; those that are not of the switches are dim.
  const say = (text, refused = false) => {
    said.textContent = text;
    said.classList.toggle('no', refused);
    asking.classList.toggle('stale', !settled);
    if (!refused) {
      instead.hidden = true;
      form.querySelectorAll('.not').forEach((e) => e.classList.remove('not'));
    }
  };
  const refuse = (text, near = []) => {
    pinning = false;
    instead.querySelector('ul').replaceChildren(...near);
    instead.hidden = false;
    (last?.closest('.switch') ?? last?.closest('.field'))?.classList.add('not');
    say(`${text} The figures are still those of: ${shown()}.`, true);
  };

  // An answer takes the place of the one before; a name that is being typed stays.
  const put = (page) => {
    const name = document.getElementById('name');
    const typing = document.activeElement === name && name;
    for (const part of ['#answer', '.heads', '.top', 'footer']) document.querySelector(part).replaceWith(page.querySelector(part));
    document.body.dataset.basis = page.body.dataset.basis;
    const fresh = document.getElementById('name');
    if (!name || !fresh) return;
    const [from, to] = [name.selectionStart, name.selectionEnd];
    fresh.value = name.value;
    if (typing) {
      fresh.focus({ preventScroll: true });
      fresh.setSelectionRange(from, to);
    }
  };
  const show = async (link) => {
    const mine = ++turn;
    stop.abort();
    stop = new AbortController();
    settled = false;
    asking.setAttribute('aria-busy', 'true');
    say(`Counting… The figures are still those of: ${shown()}.`);
    try {
      const reply = await fetch(link ?? `${form.getAttribute('action')}?${query()}`, { signal: stop.signal });
      const page = new DOMParser().parseFromString(await reply.text(), 'text/html');
      if (mine !== turn) return;
      if (!reply.ok) {
        refuse(page.querySelector('[role=alert], main .flag')?.textContent || 'This cannot be answered.', page.querySelectorAll('#near > li'));
        return;
      }
      put(page);
      settled = true;
      if (link) turned(page);
      else if (new URL(reply.url).pathname + new URL(reply.url).search !== at) history[push ? 'pushState' : 'replaceState'](null, '', reply.url);
      push = false;
      at = here();
      answered = query();
      say('The figures are up to date.');
      if (pinning) document.querySelector('.pin')?.requestSubmit();
      pinning = false;
    } catch (e) {
      if (e.name !== 'AbortError' && mine === turn) refuse('The server does not answer. It may have been stopped.');
    } finally {
      if (mine === turn) asking.removeAttribute('aria-busy');
    }
  };
  // What is on its way is of no use any more.
  const drop = () => {
    stop.abort();
    turn++;
    asking.removeAttribute('aria-busy');
  };
  // What would be right in a field: its name, and its range where it has one.
  const right = (field) => {
    const ends = [field.min && `${field.max ? 'from' : 'no less than'} ${field.min}`, field.max && `${field.min ? 'to' : 'no more than'} ${field.max}`];
    return [`${field.labels[0].textContent}:`, field.type !== 'number' ? 'another value' : field.step === '1' ? 'a whole number' : 'a number', ...ends].filter(Boolean).join(' ');
  };
  const soon = () => {
    clearTimeout(timer);
    settled = false;
    if (!form.checkValidity()) {
      drop();
      refuse(`${right(form.querySelector('input:invalid'))} would be right.`);
      return;
    }
    asking.classList.add('stale');
    timer = setTimeout(show, 150);
  };
  // Moves of one slider in a row are one step.
  const moved = (target) => {
    push ||= target.type !== 'range' || target !== last;
    last = target;
    soon();
  };
  // Back and forward: the switches go with the answer.
  const turned = (page) => {
    const of = page.getElementById('ask').elements;
    [...form.elements].forEach((field, i) => {
      field.checked = of[i].checked;
      if (field.tagName === 'SELECT') field.replaceChildren(...of[i].cloneNode(true).children);
      if (!['checkbox', 'radio', 'hidden'].includes(field.type)) field.value = of[i].value;
    });
    form.querySelectorAll('.dial').forEach(mark);
    last = undefined;
  };
  addEventListener('popstate', () => {
    if (here() === at) return;
    clearTimeout(timer);
    push = false;
    show(location.href);
  });
  document.getElementById('undo').addEventListener('click', () => {
    clearTimeout(timer);
    show(at);
  });
  // What is pinned is what the switches say.
  document.addEventListener('submit', (e) => {
    if (!e.target.matches('.pin') || settled) return;
    e.preventDefault();
    if (said.classList.contains('no')) {
      refuse('What the switches say has no answer, so it cannot be pinned.');
      return;
    }
    pinning = true;
    said.textContent = 'Counting… It is pinned as soon as it is counted.';
  });

  // A slider and the number beside it tell the same; the number is what is sent. Near the
  // stated value a slider stands at it.
  const stated = (dial) => dial?.dataset.stated ?? '';
  const mark = (dial) => {
    const field = dial.querySelector('[name]');
    dial.classList.toggle('moved', field.value !== '' && field.value !== stated(dial));
    const slider = dial.querySelector('[type=range]');
    if (!slider || stated(dial) !== '') return;
    if (field.value === '') slider.setAttribute('aria-valuetext', field.placeholder);
    else slider.removeAttribute('aria-valuetext');
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
  // A number is asked for once nobody types on; the figures are not its own before.
  form.addEventListener('input', ({ target }) => {
    if (target.type === 'number') {
      clearTimeout(timer);
      drop();
      settled = false;
      say(`Not counted yet. The figures are still those of: ${shown()}.`);
      timer = setTimeout(() => {
        lead(target);
        moved(target);
      }, 800);
    }
    if (target.type !== 'range') return;
    follow(target);
    moved(target);
  });
  form.addEventListener('change', ({ target }) => {
    if (target.type === 'range' || settled && query() === answered) return;
    lead(target);
    moved(target);
  });
  // Enter is answered as a change is; the focus stays.
  form.addEventListener('submit', (e) => {
    e.preventDefault();
    soon();
  });
  form.addEventListener('click', ({ target }) => {
    const reset = target.closest('.reset');
    if (!reset) return;
    const field = reset.closest('.dial').querySelector('[name]');
    field.value = field.tagName === 'SELECT' ? stated(reset.closest('.dial')) : '';
    field.focus();
    lead(field);
    moved(field);
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
