'use strict';
(async () => {
  const $ = (id) => document.getElementById(id);
  const all = (css) => [...document.querySelectorAll(css)];
  const board = JSON.parse($('switches').textContent);
  const said = $('said');
  if (!('DecompressionStream' in window)) {
    all('[data-nojs]').forEach((e) => { e.textContent = 'This browser is too old for the switches. The page shows the run as it was made.'; });
    return;
  }
  all('[data-nojs]').forEach((e) => { e.hidden = true; });
  all('[data-js]').forEach((e) => { e.hidden = false; });

  // A pack holds many texts as their lines; it is opened when it is first asked for.
  const packs = new Map();
  const open = (id) => {
    if (!packs.has(id)) packs.set(id, unpack($(id).textContent));
    return packs.get(id);
  };
  const unpack = async (text) => {
    const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
    return JSON.parse(await new Response(plain).text());
  };
  const textOf = (pack, n) => {
    let at = 0;
    return pack.texts[n].map((step) => pack.lines[at += step]).join('\n');
  };
  const numberOf = (pack, name) => pack.at[name][now.point][now.reading];

  // What is on, and what the page shows.
  // The switches may stand at a choice that the page does not hold; then it goes on
  // showing the last one that it does.
  const now = { on: new Set(board.provisions.filter((p) => p.on).map((p) => p.id)), point: board.point, reading: board.reading, basis: 'both' };
  const started = { on: new Set(now.on), reading: now.reading };
  let shown = new Set(now.on);
  const listed = (on) => board.provisions.filter((p) => on.has(p.id)).map((p) => p.id);
  const choice = (on) => listed(on).join(',') || 'none';
  const inWords = (on) => {
    const ids = listed(on);
    if (ids.length === board.provisions.length) return `every ${board.noun} on`;
    return ids.length ? `${ids.join(' ')} on, the rest off` : `every ${board.noun} off`;
  };

  // turn switches one provision, and with it those that need it or that it needs.
  const turn = (id, on) => {
    const words = [`${id} is ${on ? 'on' : 'off'}.`];
    on ? now.on.add(id) : now.on.delete(id);
    const todo = [id];
    while (todo.length) {
      const x = todo.shift();
      for (const p of board.provisions) {
        const needs = on ? board.provisions.find((q) => q.id === x).requires.includes(p.id) : p.requires.includes(x);
        if (!needs || now.on.has(p.id) === on) continue;
        on ? now.on.add(p.id) : now.on.delete(p.id);
        words.push(on ? `${p.id} is on too, because ${x} needs it.` : `${p.id} is off too, because it needs ${x}.`);
        todo.push(p.id);
      }
    }
    return words;
  };

  // inlined is an SVG for the page: without its title and note, which the page has as text.
  const inlined = (text) => {
    const [head, ...lines] = text.split('\n');
    const [frame, box] = head.split('|');
    lines.splice(4, Number(frame));
    lines[0] = lines[0].replace(/ width="[^"]*" height="[^"]*" viewBox="[^"]*"/, ` viewBox="${box}"`);
    let first = true;
    return lines.join('\n').trimEnd().replace(/tabindex="0"/g, (m) => first ? (first = false, m) : 'tabindex="-1"');
  };

  const cells = (csv) => {
    const rows = [[]];
    let text = '', quoted = false;
    const end = () => { rows.at(-1).push(text); text = ''; };
    for (let i = 0; i < csv.length; i++) {
      const c = csv[i];
      if (quoted && c === '"' && csv[i + 1] === '"') { text += c; i++; }
      else if (c === '"') quoted = !quoted;
      else if (!quoted && c === ',') end();
      else if (!quoted && c === '\n') { end(); rows.push([]); }
      else text += c;
    }
    rows.pop();
    return rows;
  };
  const figure = (text) => {
    if (text === '' || isNaN(text)) return text;
    const v = Number(text), a = Math.abs(v);
    const scale = a > 0 && a < 1 ? 1e4 : 100;
    const r = Math.floor(a * scale + 0.5) / scale;
    const [whole, part] = String(r).split('.');
    return (v < 0 && r > 0 ? '−' : '') + whole.replace(/\B(?=(\d{3})+$)/g, ',') + (part ? '.' + part : '');
  };
  const make = (tag, text, name) => {
    const e = document.createElement(tag);
    if (text !== undefined) e.textContent = text;
    if (name) e.className = name;
    return e;
  };
  const tableOf = (csv, skip, kinds) => {
    const [heads, ...rows] = cells(csv);
    if (!rows.length) return make('p', 'No rows.');
    const table = make('table'), head = make('thead'), body = make('tbody'), line = make('tr');
    heads.slice(skip).forEach((h, i) => {
      const th = make('th', h.replaceAll('_', ' '));
      th.scope = 'col';
      if (kinds[skip + i] === 'n') th.className = 'n';
      line.append(th);
    });
    head.append(line);
    for (const row of rows) {
      const tr = make('tr');
      row.slice(skip).forEach((c, i) => {
        const n = kinds[skip + i] === 'n';
        tr.append(make('td', n ? figure(c) : c, n ? 'n' : ''));
      });
      body.append(tr);
    }
    table.append(head, body);
    return table;
  };

  // show brings every part of the page to what is on; it says how many figures changed.
  const showing = new Map();
  const fresh = (id, pack, name) => {
    const n = numberOf(pack, name), was = showing.get(id) ?? pack.at[name][board.point][board.reading];
    showing.set(id, n);
    return n !== was;
  };
  const show = async () => {
    const slots = await open('slots');
    for (const e of all('[data-slot]')) {
      const name = e.dataset.slot;
      if (fresh(name, slots, name)) e.innerHTML = textOf(slots, numberOf(slots, name));
    }
    let changed = 0;
    for (const e of all('[data-svg]')) {
      const pack = await open('svg-' + e.dataset.svg);
      if (!fresh('svg-' + e.dataset.svg, pack, 'svg')) continue;
      e.innerHTML = inlined(textOf(pack, numberOf(pack, 'svg')));
      tell(e, '');
      changed++;
    }
    for (const e of all('[data-rows]')) {
      const pack = await open('csv-' + e.dataset.rows);
      if (fresh('csv-' + e.dataset.rows, pack, 'csv')) e.replaceChildren(tableOf(textOf(pack, numberOf(pack, 'csv')), Number(e.dataset.skip), e.dataset.kinds));
    }
    all('[data-state]').forEach((e) => { e.textContent = shown.has(e.dataset.state) ? 'on' : 'off'; });
    document.body.dataset.basis = now.basis;
    $('only').textContent = listed(shown).length === board.provisions.length ? '' : ' --provisions ' + choice(shown);
    const reading = board.readings.length > 1 ? `; reading ${board.readings[now.reading]}` : '';
    const basis = now.basis === 'both' ? 'both cost bases' : `${now.basis} cost`;
    $('shown').textContent = `Shown: ${inWords(shown)}${reading}; ${basis}.`;
    return changed;
  };
  const sync = () => {
    all('input[name=provision]').forEach((e) => { e.checked = now.on.has(e.value); });
    all('input[name=reading]').forEach((e) => { e.checked = Number(e.value) === now.reading; });
    all('input[name=basis]').forEach((e) => { e.checked = e.value === now.basis; });
  };

  // change makes a change, shows it and says what became of it.
  const change = async (act) => {
    const words = act();
    const point = board.same[choice(now.on)];
    if (point === undefined) {
      words.push(`This page does not hold that choice; a run with --provisions ${choice(now.on)} would. The figures still show ${inWords(shown)}.`);
    } else {
      now.point = point;
      shown = new Set(now.on);
    }
    sync();
    const changed = await show();
    const lead = document.querySelector('[data-slot=lead] li');
    words.push(changed ? `${changed} of ${all('[data-svg]').length} figures changed.` : 'No figure changed.');
    if (lead && point !== undefined) words.push('Now: ' + lead.textContent);
    said.textContent = words.join(' ');
  };

  document.addEventListener('change', (event) => {
    const e = event.target;
    if (e.name === 'provision') change(() => turn(e.value, e.checked));
    if (e.name === 'reading') change(() => { now.reading = Number(e.value); return [`Reading ${board.readings[now.reading]}.`]; });
    if (e.name === 'basis') change(() => { now.basis = e.value; return [e.value === 'both' ? 'Both cost bases are shown.' : `Only the ${e.value} cost is shown.`]; });
  });
  $('reset').addEventListener('click', () => change(() => {
    Object.assign(now, { on: new Set(started.on), reading: started.reading, basis: 'both' });
    return ['The page shows the run as it was made.'];
  }));

  // Downloads: the figure as its file has it, and the rows under it as the table has them.
  const save = (text, type, name) => {
    const a = make('a');
    a.href = URL.createObjectURL(new Blob([text], { type }));
    a.download = name;
    a.click();
    setTimeout(() => URL.revokeObjectURL(a.href), 60000);
  };
  document.addEventListener('click', async (event) => {
    const b = event.target.closest('[data-save]');
    if (!b) return;
    const kind = b.dataset.save, pack = await open(`${kind}-${b.dataset.name}`);
    const text = textOf(pack, numberOf(pack, kind));
    if (kind === 'svg') save(text.slice(text.indexOf('\n') + 1), 'image/svg+xml', b.dataset.file);
    else save(text, 'text/csv', b.dataset.file);
  });

  // Marks of a figure: arrows go from one to the next, and its words stand below.
  const tell = (pic, words) => { pic.nextElementSibling.textContent = words; };
  const markOf = (e) => e.closest && e.closest('.pic [role=img][tabindex]');
  document.addEventListener('keydown', (event) => {
    const mark = markOf(event.target);
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!mark || !step) return;
    const marks = [...mark.closest('.pic').querySelectorAll('[role=img][tabindex]')];
    const next = marks[marks.indexOf(mark) + step];
    event.preventDefault();
    if (!next) return;
    mark.setAttribute('tabindex', '-1');
    next.setAttribute('tabindex', '0');
    next.focus();
  });
  for (const kind of ['focusin', 'mouseover']) {
    document.addEventListener(kind, (event) => {
      const mark = markOf(event.target);
      if (mark) tell(mark.closest('.pic'), mark.getAttribute('aria-label'));
    });
  }

  // On paper, folds of substance are open.
  let opened = [];
  addEventListener('beforeprint', () => {
    opened = all('details[data-print]:not([open])');
    opened.forEach((e) => { e.open = true; });
  });
  addEventListener('afterprint', () => opened.forEach((e) => { e.open = false; }));

  document.body.dataset.ready = 'yes';
})();
