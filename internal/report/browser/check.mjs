// The page of a run, looked at by a browser.
//
//   node check.mjs MAIN [RUNS]
//
// MAIN is a result folder. RUNS holds result folders by choice of provisions, each made
// with --provisions of its name ("rec-1,rec-3", "none"): the page of MAIN, switched to
// the choice, must show what they show. CHROMIUM names the browser.
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const [main, runs] = process.argv.slice(2).map((p) => resolve(p));
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const mostBytes = 3e6;
const patience = 60e3; // milliseconds for one act, on a slow machine
const letter = { width: 7 * 96, height: 9.5 * 96 }; // inside the margins, in CSS pixels
const phone = { width: 390, height: 844 };
const desk = { width: 1280, height: 900 };

let checks = 0;
const faults = [];
const check = (ok, what) => {
  checks++;
  if (!ok) faults.push(what);
};

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: ['--no-sandbox'] });

// visit opens the page of a folder and notes all that it must not do.
const visit = async (folder, options = {}) => {
  const context = await browser.newContext({ viewport: desk, acceptDownloads: true, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(patience);
  const file = pathToFileURL(join(folder, 'report.html')).href;
  page.on('console', (m) => check(!['error', 'warning'].includes(m.type()), `console: ${m.text()}`));
  page.on('pageerror', (e) => check(false, `error in the page: ${e.message}`));
  page.on('request', (r) => check(r.url() === file || r.url().startsWith('blob:'), `the page asks for ${r.url()}`));
  await page.addInitScript(() => {
    window.violations = [];
    document.addEventListener('securitypolicyviolation', (e) => window.violations.push(`${e.violatedDirective} ${e.blockedURI} ${e.sample}`));
  });
  await page.goto(file);
  if (options.javaScriptEnabled !== false) await page.waitForSelector('body[data-ready=yes]');
  return page;
};
const leave = async (page, where) => {
  const v = await page.evaluate(() => window.violations);
  check(v.length === 0, `${where}: policy violated: ${v.join('; ')}`);
  await page.context().close();
};

const accessible = async (page, where) => {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => axe.run(document));
  for (const v of violations) check(false, `axe, ${where}: ${v.id} (${v.help}): ${v.nodes.slice(0, 3).map((n) => n.target.join(' ')).join(' | ')}`);
  check(violations.length === 0, `axe, ${where}: ${violations.length} violations`);
};
const unfold = (page) => page.evaluate(() => document.querySelectorAll('details').forEach((d) => { d.open = true; }));
const noSideways = async (page, where) => {
  const [has, may] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  check(has <= may, `${where}: the body scrolls sideways, ${has} px in ${may}`);
};

// settle waits until the page has said what came of a change.
const settle = async (page, act) => {
  await page.evaluate(() => { document.getElementById('said').textContent = ''; });
  await act();
  await page.waitForFunction(() => document.getElementById('said').textContent !== '');
  return page.evaluate(() => document.getElementById('said').textContent);
};
const boardOf = (page) => page.evaluate(() => JSON.parse(document.getElementById('switches').textContent));
const onNow = (page) => page.evaluate(() => [...document.querySelectorAll('input[name=provision]:checked')].map((e) => e.value));
const shownIn = (page) => page.evaluate(() => {
  const out = {};
  for (const kind of ['slot', 'svg', 'rows']) {
    for (const e of document.querySelectorAll(`[data-${kind}]:not([data-still])`)) out[`${kind} ${e.dataset[kind]}`] = e.innerHTML;
  }
  return out;
});

// toChoice sets the switches to a choice of provisions, one by one.
const toChoice = async (page, ids) => {
  for (let i = 0; i < 2; i++) { // what a switch takes with it is set right the second time
    const { provisions } = await boardOf(page);
    for (const p of provisions) {
      const on = await onNow(page);
      if (on.includes(p.id) !== ids.includes(p.id)) await settle(page, () => page.click(`input[name=provision][value="${p.id}"]`));
    }
  }
  const on = await onNow(page);
  check(on.join() === ids.join(), `the switches cannot be set to ${ids.join() || 'none'}; they are ${on.join() || 'none'}`);
};
const toReading = async (page, i) => {
  const radio = page.locator(`input[name=reading][value="${i}"]`);
  if (await radio.count() && !(await radio.isChecked())) await settle(page, () => radio.click());
};

// saved is what a button saves: as the browser does it, or as the page gives it away,
// since a browser asks before the eleventh file of one page.
const saved = async (page, button, really) => {
  if (really) {
    const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
    return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') };
  }
  await page.evaluate(() => {
    window.given = null;
    URL.createObjectURL = (blob) => { window.given = { blob }; return 'blob:given'; };
    URL.revokeObjectURL = () => {};
    HTMLAnchorElement.prototype.click = function () { window.given.name = this.download; };
  });
  await button.click();
  await page.waitForFunction(() => window.given && window.given.name);
  return page.evaluate(async () => ({ name: window.given.name, text: await window.given.blob.text() }));
};
const mostReal = 8;

const desktop = async () => {
  const page = await visit(main);
  check(await page.title() !== '', 'the page has no title');
  await accessible(page, 'desktop');
  await unfold(page);
  await accessible(page, 'all folds open');
  await noSideways(page, 'all folds open');
  await leave(page, 'desktop');
};

const narrow = async () => {
  for (const [where, options] of [['phone', { viewport: phone, isMobile: true, hasTouch: true }], ['200 %', { viewport: { width: 640, height: 450 }, deviceScaleFactor: 2 }], ['320 px', { viewport: { width: 320, height: 640 } }]]) {
    const page = await visit(main, options);
    await noSideways(page, where);
    await unfold(page);
    await noSideways(page, `${where}, folds open`);
    if (where === 'phone') await accessible(page, where);
    await leave(page, where);
  }
};

// keyboard reaches every switch with the tabulator key and moves it with the space bar
// or an arrow; each change is said.
const keyboard = async () => {
  const page = await visit(main);
  const start = await shownIn(page);
  const reached = new Set();
  const most = await page.locator('input').count() + 20;
  for (let i = 0; i < most; i++) {
    await page.keyboard.press('Tab');
    reached.add(await page.evaluate(() => document.activeElement.name + ' ' + document.activeElement.value));
  }
  const board = await boardOf(page);
  const toggles = await page.locator('input[name=provision]').count();
  const fixed = await page.evaluate(() => [...document.querySelectorAll('input[name=provision]:disabled')].map((e) => e.value));
  const movable = board.provisions.filter((p) => !fixed.includes(p.id));
  check(!toggles || movable.length > 0, 'no switch can be moved');
  if (toggles) for (const p of movable) check(reached.has(`provision ${p.id}`), `the tabulator key does not reach the switch of ${p.id}`);
  for (const name of ['reading', 'basis']) {
    if (await page.locator(`input[name=${name}]`).count()) check([...reached].some((x) => x.startsWith(name)), `the tabulator key does not reach the ${name}`);
  }
  for (const p of toggles ? movable : []) {
    const was = await onNow(page);
    await page.focus(`input[name=provision][value="${p.id}"]`);
    const words = await settle(page, () => page.keyboard.press('Space'));
    const on = await onNow(page);
    if (words.includes('This page does not hold')) check(board.partial, `${p.id}: a choice is missing without a reason`);
    check(on.includes(p.id) !== was.includes(p.id), `${p.id}: the space bar does not move its switch`);
    for (const q of board.provisions) {
      if (was.includes(q.id) && !on.includes(q.id) && q.id !== p.id) check(words.includes(`${q.id} is off too, because it needs`), `${q.id} went off, and the page does not say why: ${words}`);
      if (on.includes(q.id)) check(q.requires.every((r) => on.includes(r)), `${q.id} is on without what it needs`);
    }
    await toChoice(page, was);
  }
  const needy = toggles && board.provisions.find((p) => p.requires.length && p.on);
  if (needy) {
    const off = await settle(page, () => page.click(`input[name=provision][value="${needy.requires[0]}"]`));
    check(off.includes(`${needy.id} is off too, because it needs ${needy.requires[0]}.`), `turning off ${needy.requires[0]} says: ${off}`);
    await accessible(page, `${needy.requires[0]} off`);
    const on = await settle(page, () => page.click(`input[name=provision][value="${needy.id}"]`));
    check(on.includes(`${needy.requires[0]} is on too, because ${needy.id} needs it.`), `turning on ${needy.id} says: ${on}`);
  }
  for (const name of ['reading', 'basis']) {
    const n = await page.locator(`input[name=${name}]`).count();
    for (let i = 0; i < n; i++) {
      await page.focus(`input[name=${name}]:checked`);
      await settle(page, () => page.keyboard.press('ArrowDown'));
      if (i === 0) await accessible(page, `${name} moved`);
      if (name === 'basis') {
        const basis = await page.evaluate(() => document.querySelector('input[name=basis]:checked').value);
        for (const other of ['average', 'marginal']) {
          const shown = await page.evaluate((o) => [...document.querySelectorAll(`main [data-basis=${o}]`)].filter((e) => e.checkVisibility()).length, other);
          check((shown > 0) === (basis === 'both' || basis === other) || !(await page.locator(`main [data-basis=${other}]`).count()), `basis ${basis}: ${shown} parts of ${other} are seen`);
        }
      }
    }
  }
  await settle(page, () => page.click('#reset'));
  const end = await shownIn(page);
  for (const k of Object.keys(start)) check(start[k] === end[k], `${k}: after all switches and back, it is not what it was`);
  await leave(page, 'keyboard');
};

// marks: the arrows go through the marks of a figure, and its words stand below.
const marks = async () => {
  const page = await visit(main, { reducedMotion: 'reduce' });
  const first = page.locator('.pic [role=img][tabindex="0"]').first();
  if (await first.count()) {
    await first.focus();
    await page.keyboard.press('ArrowRight');
    const [label, told] = await page.evaluate(() => [document.activeElement.getAttribute('aria-label'), document.activeElement.closest('.pic').nextElementSibling.textContent]);
    check(label && label === told, `a mark says ${label}, below it stands ${told}`);
  }
  check(await page.evaluate(() => getComputedStyle(document.documentElement).scrollBehavior) === 'auto', 'the page moves smoothly for those who asked for less motion');
  await leave(page, 'marks');
};

// linesOf are the lines of a file; those of a subset must be among them, in order.
const inOrder = (part, whole) => {
  let at = 0;
  return part.every((l) => {
    at = whole.indexOf(l, at) + 1;
    return at > 0;
  });
};
const downloads = async (page, folder, where, real = 0) => {
  for (const [i, button] of (await page.locator('button[data-save]:visible').all()).entries()) {
    const { name, text } = await saved(page, button, i < real);
    const table = await button.getAttribute('data-table') + '.csv';
    if (name.endsWith('.svg')) {
      check(text === readFileSync(join(folder, 'figures', name), 'utf8'), `${where}: the download ${name} is not figures/${name}`);
      continue;
    }
    const [head, ...rows] = readFileSync(join(folder, 'tables', table), 'utf8').split('\n');
    const [first, ...rest] = text.split('\n');
    check(first === head && rest.pop() === '' && inOrder(rest, rows), `${where}: the download ${name} is not of the lines of tables/${table}`);
  }
};

const printed = async () => {
  const page = await visit(main, { viewport: letter });
  await page.emulateMedia({ media: 'print' });
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  const bad = await page.evaluate(({ width, height }) => {
    const out = [];
    for (const e of document.querySelectorAll('body *')) {
      if (!e.checkVisibility() || e.closest('svg') && e.tagName !== 'svg' || e.closest('.hid, .skip')) continue;
      const r = e.getBoundingClientRect();
      if (r.right > width + 1 || r.left < -1) out.push(`${e.tagName} ${e.className.baseVal ?? e.className} ${e.textContent.slice(0, 40)}: ${Math.round(r.left)} to ${Math.round(r.right)} px`);
      if (e.tagName !== 'FIGURE') continue;
      const opens = e.parentElement.querySelector('figure') === e; // then the head of its section stays with it
      const tall = r.bottom - (opens ? e.parentElement.getBoundingClientRect().top : r.top);
      if (tall > height) out.push(`${e.id} is higher than a page: ${Math.round(tall)} px`);
    }
    return out;
  }, letter);
  check(bad.length === 0, `print: ${bad.slice(0, 8).join('; ')}`);
  check(await page.evaluate(() => [...document.querySelectorAll('details[data-print]')].every((d) => d.open)), 'print: folds of substance are shut');
  const pdf = await page.pdf({ preferCSSPageSize: true, tagged: true, outline: true });
  check(pdf.subarray(0, 4).toString() === '%PDF' && /\/MediaBox\s*\[\s*0 0 612 792\s*\]/.test(pdf.toString('latin1')), 'print: not a PDF of Letter pages');
  await leave(page, 'print');
};

// bare: without scripts the run itself is all there.
const bare = async () => {
  const page = await visit(main, { javaScriptEnabled: false });
  const figures = readdirSync(join(main, 'figures')).filter((f) => f.endsWith('.svg')).map((f) => f.slice(0, -4));
  for (const f of figures) check(await page.locator(`#fig-${f} svg`).count() === 1, `without scripts the figure ${f} is missing`);
  check(await page.locator('[data-slot=lead] li').count() > 0, 'without scripts there are no findings');
  check(await page.locator('[data-rows] tbody tr').count() > 0, 'without scripts there are no tables');
  check(await page.locator('[data-js]:visible').count() === 0, 'without scripts there are switches that do nothing');
  check(await page.locator('[data-nojs]:visible').count() === 1, 'without scripts the page does not say so');
  await page.context().close();
};

// same: the page switched to a choice shows what the run of that choice shows.
const same = async (choice) => {
  const page = await visit(main);
  const other = await visit(join(runs, choice));
  await toChoice(page, choice === 'none' ? [] : choice.split(','));
  const { readings, reading } = await boardOf(page);
  const order = [...readings.keys()].filter((i) => i !== reading).concat(reading);
  for (const i of order) {
    await toReading(page, i);
    await toReading(other, i);
    const [got, want] = [await shownIn(page), await shownIn(other)];
    for (const k of Object.keys(want)) check(got[k] === want[k], `${choice}, ${readings[i]}: ${k} is not what the run shows`);
    for (const k of Object.keys(got)) check(k in want || ['', '<p>No rows.</p>'].includes(got[k]), `${choice}, ${readings[i]}: ${k} is not empty, and the run does not show it`);
  }
  await downloads(page, join(runs, choice), choice);
  await leave(page, choice);
  await leave(other, choice);
};

check(statSync(join(main, 'report.html')).size < mostBytes, `the page has ${statSync(join(main, 'report.html')).size} bytes, not less than ${mostBytes}`);
const own = async () => {
  const page = await visit(main);
  await downloads(page, main, 'the run', mostReal);
  await leave(page, 'downloads');
};
const parts = [desktop, narrow, keyboard, marks, printed, bare, own];
for (const choice of runs ? readdirSync(runs).sort() : []) parts.push(() => same(choice));
for (const part of parts) await part().catch((e) => check(false, e.stack));
await browser.close();

for (const f of faults) console.error(f);
console.log(`${checks} checks of ${join(main, 'report.html')}, ${faults.length} faults`);
process.exit(faults.length ? 1 : 0);
