// The pages of impact serve, looked at by a browser.
//
//   node check.mjs IMPACT
//
// IMPACT is the program; it is started on the sample. CHROMIUM names the browser. The
// packages are those of internal/report/browser.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const require = createRequire(new URL('../../report/browser/package.json', import.meta.url));
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const patience = 120e3; // milliseconds for one act, on a slow machine
const desk = { width: 1280, height: 900 };
const phone = { width: 390, height: 844 };

let checks = 0;
const faults = [];
const check = (ok, what) => {
  checks++;
  if (!ok) faults.push(what);
};

const server = spawn(process.argv[2], ['serve', '--draws', '40', '--horizon', '2', '--quiet', '--allow-upload'], { stdio: ['ignore', 'pipe', 'pipe'] });
let talk = '';
server.stderr.on('data', (b) => { talk += b; });
const ended = new Promise((done) => { server.on('exit', done); });
const home = await new Promise((done) => { server.stdout.once('data', (b) => done(String(b).trim())); });
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: ['--no-sandbox'] });

// Nothing is told on the console, but, where that is meant, that an answer is no success.
const quiet = (path, wrong) => (m) => check(!['error', 'warning'].includes(m.type()) || wrong && m.text().includes('status of 400'), `${path}: console: ${m.text()} ${m.location().url}`);

const visit = async (path, options = {}) => {
  const context = await browser.newContext({ viewport: desk, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(patience);
  const wrong = path.includes('=nothing'); // of an answer that is no success the browser tells
  page.on('console', quiet(path, wrong));
  page.on('pageerror', (e) => check(false, `${path}: error in the page: ${e.message}`));
  page.on('request', (r) => check(r.url().startsWith(home) || r.url().startsWith('data:'), `${path}: asks for ${r.url()}`));
  await page.goto(new URL(path, home).href);
  return page;
};
const leave = (page) => page.context().close();
const accessible = async (page, where) => {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => axe.run(document));
  for (const v of violations) check(false, `axe, ${where}: ${v.id} (${v.help}): ${v.nodes.slice(0, 3).map((n) => n.target.join(' ')).join(' | ')}`);
  check(violations.length === 0, `axe, ${where}: ${violations.length} violations`);
};
const unfold = (page) => page.evaluate(() => document.querySelectorAll('details').forEach((d) => { d.open = true; }));
const sideways = async (page, where) => {
  const [has, may] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  check(has <= may, `${where}: the body scrolls sideways, ${has} px in ${may}`);
};
const state = (page) => page.evaluate(() => location.pathname + location.search);
// The browser drops what is more than ten downloads of a page within a second.
const download = async (page, link) => {
  const [file] = await Promise.all([page.waitForEvent('download'), page.evaluate((l) => { const a = document.createElement('a'); a.href = l; a.download = ''; a.click(); }, link)]);
  const bytes = readFileSync(await file.path());
  await page.waitForTimeout(150);
  return bytes;
};
const answer = (page) => page.evaluate(() => document.getElementById('answer').innerHTML);

const pins = 'pin=All%7C&pin=Only+3%7Cprovisions%3Drec-3&pin=None%7Cprovisions%3Dnone&pin=Literal%7Creading%3Dliteral';
const paths = ['/', '/recommendations', '/whatif', `/compare?${pins}`, '/compare', '/case', '/case?statute=53a-83&offense-date=2014-05-06&victim-age=15', '/case?statute=nothing', '/case?offense-date=2016-12-31&victim-age=15&look=large', '/?look=large', '/whatif?assume=charging_share=0.5&assume=sentence_rule=static', '/whatif?draws=0&basis=average', '/data', '/methods'];
try {
  for (const path of paths) {
    for (const [name, options] of [['desk', {}], ['phone', { viewport: phone }]]) {
      const page = await visit(path, options);
      check((await page.locator('.flag', { hasText: 'SYNTHETIC DATA' }).count()) === 1, `${path}: it is not said that the data are invented`);
      await unfold(page);
      await sideways(page, `${path}, ${name}`);
      await accessible(page, `${path}, ${name}`);
      await leave(page);
    }
  }

  // every switch: what the script shows is what the link shows, with and without the script
  const page = await visit('/whatif');
  const boxes = await page.evaluate(() => document.querySelectorAll('input[type=checkbox], input[type=radio]:not(:checked)').length);
  check(boxes >= 9, `${boxes} switches`);
  for (let i = 0; i < boxes; i++) {
    await page.goto(new URL('/whatif', home).href);
    await page.locator('input[type=checkbox], input[type=radio]:not(:checked)').nth(i).click();
    await page.waitForFunction(() => document.getElementById('said').textContent.includes('up to date'));
    const link = await state(page);
    check(link.includes('?'), `switch ${i}: the link stays ${link}`);
    const live = await answer(page);
    await page.reload();
    check(live === await answer(page), `switch ${i}: ${link} shows something else when it is opened`);
  }
  await leave(page);

  // sliders: a key moves the number beside it, the link and the answer; Back undoes it
  const slides = await visit('/whatif');
  const ends = (await slides.locator('.ends').allTextContents()).join(' | ');
  check(ends.includes('−') && !/-[0-9]|, stated/.test(ends), `the ends of sliders are ${ends}`);
  const sliders = await slides.locator('.dial input[type=range]').count();
  check(sliders >= 5, `${sliders} sliders`);
  const shown = async () => slides.waitForFunction(() => document.getElementById('said').textContent.includes('up to date'));
  const before = await answer(slides);
  await slides.locator('input[data-for=dial-charging_share]').focus();
  await slides.keyboard.press('Home');
  await slides.waitForURL(/assume=charging_share=0.5/);
  await shown();
  check((await slides.locator('#dial-charging_share').inputValue()) === '0.5', 'the number beside the slider does not follow');
  const half = await answer(slides);
  check(half !== before, 'half of the charges answer as all of them');
  await slides.reload();
  check(half === await answer(slides), 'the slider\'s link shows something else');
  check((await slides.locator('input[data-for=dial-charging_share]').inputValue()) === '0.5', 'the slider does not stand where its link says');
  await slides.locator('.dial', { has: slides.locator('#dial-charging_share') }).locator('.reset').click();
  await slides.waitForURL((u) => !u.search.includes('charging_share'));
  await shown();
  check(before === await answer(slides), 'Back shows something else than before');
  await leave(slides);

  // what is said stands in view wherever the form is scrolled to, on a phone with the figures;
  // a change is one step of the browser's Back, which takes the switch back too
  for (const [name, viewport] of [['desk', desk], ['phone', phone]]) {
    const live = await visit('/whatif', { viewport });
    const said = (text) => live.waitForFunction((t) => document.getElementById('said').textContent.includes(t), text);
    const shows = (text) => live.waitForFunction((t) => document.querySelector('.heads .shown').textContent.includes(t) && document.getElementById('said').textContent.includes('up to date'), text);
    const seen = (selector) => live.locator(selector).first().evaluate((e) => { const r = e.getBoundingClientRect(); return r.height > 0 && r.top >= 0 && r.bottom <= innerHeight; });
    const box = live.locator('#ask input[value=rec-3]');
    const first = await answer(live);
    await live.locator('#dial-charging_share').scrollIntoViewIfNeeded();
    check(await seen('.now'), `${name}: what is shown is out of view`);
    if (name === 'phone') check(await seen('.heads li b'), 'phone: no figure is in view below the switches');
    await box.uncheck();
    await said('up to date');
    check((await state(live)).includes('rec-4') && !(await state(live)).includes('rec-3'), `${name}: the link is ${await state(live)}`);
    await live.locator('#horizon').fill('1');
    await live.locator('#horizon').press('Enter');
    await live.waitForURL(/horizon=1/);
    await said('up to date');
    await live.evaluate(() => { window.same = true; });
    await live.locator('#dial-growth').fill('0.01');
    await live.locator('#dial-growth').press('Enter');
    await live.waitForURL(/growth=0.01/);
    await said('up to date');
    await live.locator('#dial-charging_share').pressSequentially('0.5');
    check(await live.locator('.asking.stale').count() === 1, `${name}: the figures pass for those of a number that is being typed`);
    await live.waitForURL(/charging_share=0.5/);
    await said('up to date');
    check(await live.locator('[data-for=dial-charging_share]').inputValue() === '0.5', `${name}: the slider does not follow what is typed`);
    await live.locator('#dial-growth').press('Enter');
    check(await live.evaluate(() => window.same === true && document.activeElement.id === 'dial-growth'), `${name}: Enter loads the page anew, or the focus is lost`);
    if (name === 'desk') {
      await live.goto(new URL('/whatif', home).href);
      await live.locator('#ask input[value=rec-3]').uncheck();
      await said('up to date');
      await live.locator('#ask input[value=rec-1]').uncheck();
      await live.waitForURL((u) => !u.search.includes('rec-1'));
      await live.goBack();
      await live.waitForURL((u) => u.search.includes('rec-1'));
      await shows('all but rec-3;');
      check(await live.locator('#ask input[value=rec-1]').isChecked() && !await live.locator('#ask input[value=rec-3]').isChecked(), 'Back leaves the switches where they were');
      await live.goBack();
      await live.waitForURL((u) => u.search === '');
      await shows('every recommendation on;');
      check(await live.locator('#ask input[value=rec-3]').isChecked() && first === await answer(live), 'Back twice is not the beginning');
    }
    await leave(live);
  }

  // the figures are in view with their intervals while a switch is turned: in large type, and
  // on a phone, where they leave room for what is turned
  for (const [name, path, viewport] of [['a projector', '/whatif?look=large', { width: 1280, height: 720 }], ['an old projector', '/whatif?look=large', { width: 1024, height: 768 }], ['a phone', '/whatif', phone]]) {
    const glimpse = await visit(path, { viewport });
    await glimpse.locator('#ask input[value=rec-3]').uncheck();
    await glimpse.waitForFunction(() => document.getElementById('said').textContent.includes('up to date'));
    const inView = (selector) => glimpse.locator(selector).evaluateAll((list) => list.filter((e) => { const r = e.getBoundingClientRect(); return r.height > 0 && r.top >= 0 && r.bottom <= innerHeight && r.right <= innerWidth; }).length);
    const ranges = await glimpse.locator('#answer .glances em').count();
    check(ranges > 0 && await inView('.heads li b') === await glimpse.locator('#answer .glances li').count(), `on ${name}, figures are out of view`);
    check(await inView('.heads li em') === ranges, `on ${name}, figures are in view without their intervals`);
    const part = await glimpse.locator('.now').evaluate((e) => e.getBoundingClientRect().height / innerHeight);
    const twice = await glimpse.locator('#answer .glances li b').evaluateAll((list) => list.filter((e) => e.getBoundingClientRect().height > 0).length);
    check(name === 'a phone' || twice === 0, `on ${name}, ${twice} figures stand twice`);
    const level = await glimpse.locator('.heads li').evaluateAll((list) => {
      const rows = {};
      for (const e of list) (rows[Math.round(e.getBoundingClientRect().top)] ??= new Set()).add(Math.round(e.querySelector('span:not(.one)').getBoundingClientRect().top));
      return Object.values(rows).every((tops) => tops.size === 1);
    });
    check(level, `on ${name}, captions of the figures are not in one line`);
    check(part < 0.3, `on ${name}, the figures take ${part} of the view`);
    await glimpse.locator('#dial-charging_share').focus();
    const [under, top] = await glimpse.evaluate(() => [document.querySelector('.now').getBoundingClientRect().bottom, document.activeElement.getBoundingClientRect().top]);
    check(top >= under, `on ${name}, the figures cover the field that has the focus`);
    await sideways(glimpse, `${path}, ${name}`);
    await leave(glimpse);
  }

  // no answer and no refusal moves a switch
  for (const [name, path, viewport] of [['a desk', '/whatif', desk], ['a small desk', '/whatif', { width: 1024, height: 800 }], ['a phone', '/whatif', phone], ['a projector', '/whatif?look=large', desk]]) {
    const firm = await visit(path, { viewport });
    const box = firm.locator('#ask input[value=rec-3]');
    const top = () => box.evaluate((e) => Math.round(e.getBoundingClientRect().top + scrollY + e.closest('form').scrollTop));
    const from = await top();
    await box.evaluate((e) => e.click());
    await firm.waitForFunction(() => document.getElementById('said').textContent.includes('up to date'));
    check(await top() === from, `on ${name}, an answer moves a switch from ${from} to ${await top()}`);
    await firm.evaluate(() => { const e = document.getElementById('horizon'); e.value = '99'; e.dispatchEvent(new Event('change', { bubbles: true })); });
    await firm.locator('#undo').waitFor();
    check(await top() === from, `on ${name}, a refusal moves a switch from ${from} to ${await top()}`);
    await leave(firm);
  }

  // no line ends within a number, whatever its column
  const without3 = 'provisions=rec-1,rec-2,rec-4,rec-5,rec-6,rec-7';
  for (const [path, width] of [['/whatif?look=large', 1280], ['/whatif?look=large', 1366], ['/whatif', 1024], ['/?look=large', 390], [`/whatif?${without3}`, 390], [`/whatif?${without3}`, 320]]) {
    const numbers = await visit(path, { viewport: { width, height: 844 } });
    const torn = await numbers.locator('.glances :is(b, em), .heads :is(b, em)').evaluateAll((list) => list.filter((e) => e.getClientRects().length).flatMap((e) => {
      const text = document.createTreeWalker(e, NodeFilter.SHOW_TEXT);
      const places = [];
      while (text.nextNode()) for (let i = 0; i < text.currentNode.length; i++) places.push([text.currentNode, i]);
      const lines = (from, to) => {
        const tops = places.slice(from, to).map(([node, i]) => {
          const range = document.createRange();
          range.setStart(node, i);
          range.setEnd(node, i + 1);
          return Math.round(range.getBoundingClientRect().top);
        });
        return new Set(tops).size;
      };
      return [...e.textContent.matchAll(/[-−+]?\$?[\d.,]+/g)].filter((m) => lines(m.index, m.index + m[0].length) > 1).map((m) => m[0]);
    }));
    check(torn.length === 0, `${path} at ${width} px tears ${torn.join(' | ')}`);
    await sideways(numbers, `${path} at ${width} px`);
    await leave(numbers);
  }

  // four what-ifs stand whole in large type, and each figure of the years on its own row
  const cast = await visit(`/compare?look=large&${pins}`);
  const beyond = await cast.locator('.scroll:has(.compared)').evaluateAll((list) => list.map((e) => e.scrollWidth - e.clientWidth));
  check(beyond.length === 2 && beyond.every((px) => px <= 0), `in large type, four what-ifs are ${beyond} px too wide`);
  const lefts = await cast.locator('.pairs figure').evaluateAll((list) => list.map((e) => Math.round(e.getBoundingClientRect().left)));
  check(lefts.length === 5 && new Set(lefts).size === 1, `in large type, figures begin at ${lefts}`);
  await leave(cast);

  // what has no stated value says so until it is moved; no word of a choice is cut off
  const unset = await visit('/whatif', { viewport: phone });
  const fact = unset.locator('.slide [data-for=dial-prior_means_any]');
  const look = () => fact.evaluate((e) => [document.getElementById(e.dataset.for).placeholder, e.getAttribute('aria-valuetext'), getComputedStyle(e).appearance].join());
  check(await look() === 'from the record,from the record,none', `what has no stated value looks so: ${await look()}`);
  const room = await unset.locator('#dial-prior_means_any').evaluate((e) => {
    const pen = document.createElement('canvas').getContext('2d');
    const style = getComputedStyle(e);
    pen.font = style.font;
    const arrows = 16; // of a number field
    return e.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) - arrows - pen.measureText(e.placeholder).width;
  });
  check(room >= 0, `on a phone, “from the record” is ${-room} px too long for its field`);
  await fact.press('Home');
  check(await look() === 'from the record,,auto' && await unset.locator('#dial-prior_means_any').inputValue() === '0.01', `what is moved looks so: ${await look()}`);
  const cut = await unset.locator('#ask select').evaluateAll((list) => list.filter((e) => {
    const copy = e.cloneNode(true);
    copy.style.cssText = 'flex: none; width: max-content; max-width: none';
    e.after(copy);
    const needs = copy.offsetWidth;
    copy.remove();
    return e.offsetWidth < needs;
  }).map((e) => e.value));
  check(cut.length === 0, `on a phone, choices are cut off: ${cut}`);
  await leave(unset);

  // the law of another day: the switches go with Back, and a day that a link names is offered
  const law = await visit('/whatif');
  await law.locator('#baseline').selectOption('2013-09-30');
  await law.waitForURL(/baseline=2013-09-30/);
  check((await law.locator('.heads .shown').textContent()).includes('baseline 2013-09-30'), 'the law of another day is not shown');
  await law.goBack();
  await law.waitForFunction(() => document.getElementById('baseline').value === '2016-12-31');
  await leave(law);
  const later = await visit('/whatif?baseline=2026-01-01');
  check((await later.locator('#baseline').inputValue()) === '2026-01-01', 'the day of the link is not in its field');
  await later.locator('#name').fill('Law of 2026');
  await later.locator('.pin button').click();
  await later.waitForURL(/compare\?baseline=2026-01-01&pin=Law\+of\+2026%7Cbaseline%3D2026-01-01/);
  await later.locator('nav a', { hasText: 'What if' }).click();
  check((await later.locator('#baseline').inputValue()) === '2026-01-01', 'what is pinned is no more in hand');
  await leave(later);

  // of what cannot be answered, the page that says so keeps the rest
  const rest = await visit('/whatif?horizon=3', { javaScriptEnabled: false });
  rest.removeAllListeners('console');
  await rest.goto(new URL('/whatif?horizon=3&draws=7&pin=A%7Cseed%3D5', home).href);
  await rest.locator('main a', { hasText: 'What if' }).click();
  check((await state(rest)) === '/whatif?horizon=3&pin=A%7Cseed%3D5', `what could be answered becomes ${await state(rest)}`);
  await leave(rest);

  // what is refused is said in view, the figures are dim, the switch is marked, and one press
  // takes it back; what waits for its answer is pinned as the switches say, and a name stays
  const late = await visit('/whatif');
  late.removeAllListeners('console'); // the browser tells of every answer that is no success
  await late.route(/whatif\?.*/, async (route) => {
    if (route.request().url().includes('provision=rec-2') || route.request().resourceType() === 'document') {
      await route.continue();
      return;
    }
    await route.fulfill({ status: 400, contentType: 'text/html', body: '<p role="alert">Not so.</p><ul id="near"><li><a href="/whatif?provisions=none">none</a></li></ul>' });
  });
  await late.locator('#ask input[value=rec-2]').uncheck();
  await late.waitForFunction(() => document.getElementById('said').textContent.includes('Not so.'));
  const dim = () => late.evaluate(() => getComputedStyle(document.querySelector('#answer .glances b')).color !== getComputedStyle(document.body).color);
  check(await dim(), 'figures that are not of the switches look as if they were');
  check((await late.locator('#said').textContent()).includes('still those of: every recommendation on'), 'it is not said of what the figures are');
  check((await late.locator('#ask .not input[value=rec-2]').count()) === 1, 'the switch that was refused is not marked');
  check((await late.locator('#instead a[href="/whatif?provisions=none"]').count()) === 1, 'what is answered instead is not offered');
  await accessible(late, 'a refused switch');
  await late.locator('#undo').click();
  await late.waitForFunction(() => document.getElementById('said').textContent.includes('up to date'));
  check(await late.locator('#ask input[value=rec-2]').isChecked() && !await dim() && (await late.locator('.not').count()) === 0, 'the switch is not taken back');
  for (const [field, value, range] of [['horizon', '99', 'Fiscal years ahead: a whole number from 0 to 50 would be right.'], ['dial-charging_share', '-1', 'Charging share: a number ']]) {
    await late.locator(`#${field}`).fill(value);
    await late.locator(`#${field}`).press('Tab');
    await late.waitForFunction((t) => document.getElementById('said').textContent.startsWith(t), range);
    const says = await late.locator('#said').textContent();
    check(/(from|no less than) 0.*would be right/.test(says), `${field} out of its range: ${says}`);
    await late.locator('#undo').click();
    await late.waitForFunction(() => document.getElementById('said').textContent.includes('up to date'));
  }
  await late.unroute(/whatif\?.*/);
  let go;
  const gate = new Promise((done) => { go = done; });
  await late.route(/whatif\?.*/, async (route) => { await gate; await route.continue(); });
  await late.locator('#name').fill('Without 5');
  await late.locator('#ask input[value=rec-5]').uncheck();
  await late.waitForFunction(() => document.getElementById('said').textContent.includes('Counting'));
  check(await dim(), 'figures that are being counted look as if they were there');
  await late.locator('.pin button').click();
  go();
  await late.waitForURL(/compare\?.*pin=Without\+5%7Cprovisions%3Drec-1%2Crec-2%2Crec-3%2Crec-4%2Crec-6/);
  await late.unroute(/whatif\?.*/);
  await late.goto(new URL('/whatif', home).href);
  await late.locator('#ask input[value=rec-1]').uncheck();
  await late.locator('#name').fill('Typed mean');
  await late.waitForFunction(() => document.getElementById('said').textContent.includes('up to date'));
  await late.keyboard.type('while');
  check((await late.locator('#name').inputValue()) === 'Typed meanwhile', `the name becomes ${await late.locator('#name').inputValue()}`);
  await leave(late);

  // four what-ifs beside each other, one renamed
  const four = await visit(`/compare?${pins}`);
  check((await four.locator('.large thead th').count()) === 5, 'four what-ifs do not stand in four columns');
  check((await four.locator('.pairs .wide svg:visible').count()) === 5, 'the figures on common axes are not five');
  const widths = await four.locator('.large thead th.n').evaluateAll((list) => list.map((e) => Math.round(e.getBoundingClientRect().width)));
  check(Math.max(...widths) - Math.min(...widths) <= 1, `the columns are ${widths} px wide`);
  await four.locator('#rename-1').fill('Third alone');
  await four.locator('#rename-1').press('Enter');
  await four.waitForURL(/pin=Third\+alone/);
  check((await four.locator('.large thead th').nth(2).textContent()) === 'Third alone reading trafficked-person', 'a new name stands in no column');
  await leave(four);

  // on paper: no forms, and no cell runs into the next
  const paper = await visit(`/compare?${pins}`, { viewport: { width: 672, height: 864 } });
  await paper.emulateMedia({ media: 'print' });
  check((await paper.locator('.names').isVisible()) === false, 'a form is printed');
  const cramped = await paper.evaluate(() => [...document.querySelectorAll('.compared tr')].flatMap((row) => [...row.cells].slice(1).map((cell, i) => {
    const range = document.createRange();
    range.selectNodeContents(cell);
    const before = document.createRange();
    before.selectNodeContents(row.cells[i]);
    return range.getBoundingClientRect().left < before.getBoundingClientRect().right + 2 ? cell.textContent : '';
  })).filter(Boolean));
  check(cramped.length === 0, `printed, figures run into each other: ${cramped.slice(0, 3).join(' | ')}`);
  await leave(paper);
  const printed = await visit('/whatif?assume=charging_share=0.5', { viewport: { width: 672, height: 864 } });
  await printed.emulateMedia({ media: 'print' });
  check(await printed.locator('.heads .shown', { hasText: 'charging share 0.5' }).isVisible(), 'printed, a what-if does not say what it is of');
  check(!await printed.locator('#ask').isVisible() && !await printed.locator('.pin').isVisible(), 'the form of a what-if is printed');
  await leave(printed);

  // on a phone every figure of the comparison is in view beside its name, and lines have a key
  const narrow = await visit(`/compare?${pins}`, { viewport: phone });
  const cells = await narrow.locator('.compared td').evaluateAll((list) => list.map((e) => [e.getBoundingClientRect().right <= innerWidth, getComputedStyle(e, '::before').content]));
  check(cells.length > 16 && cells.every(([inside]) => inside), `on a phone, ${cells.filter(([inside]) => !inside).length} figures of the comparison are out of view`);
  check(cells.slice(0, 4).map(([, name]) => name).join() === ['All', 'Only 3', 'None'].map((name) => `"${name}\\a reading trafficked-person"`).concat('"Literal\\a reading literal"').join(), `on a phone, figures are named ${cells.slice(0, 4).map(([, name]) => name)}`);
  const drawn = await narrow.locator('.pairs .pic:visible').evaluateAll((list) => list.map((e) => [e.className, e.scrollWidth <= e.clientWidth]));
  check(drawn.length === 5 && drawn.every(([name, whole]) => name === 'pic narrow' && whole), `on a phone, pictures of the comparison are cut: ${drawn.join(' | ')}`);
  check((await narrow.locator('.pic.narrow').first().locator('text').allTextContents()).some((t) => t.includes('prison beds')), 'on a phone, the picture has not all panels');
  check((await narrow.locator('.key').first().innerText()).includes('Only 3'), 'on a phone, lines have no key');
  await leave(narrow);

  // a victim of fifteen, without typing: each touched section, today and under the proposal
  const fifteen = await visit('/case');
  await fifteen.locator('.asked a', { hasText: /^A victim of fifteen$/ }).click();
  await fifteen.waitForURL(/victim-age=15/);
  check((await fifteen.locator('.verdicts .begins').count()) >= 5, 'the touched sections do not stand below each other');
  check((await fifteen.locator('.verdicts .changes').count()) >= 1, 'nothing changes for a victim of fifteen');
  await fifteen.locator('.verdicts th a').first().click();
  await fifteen.waitForURL(/statute=/);
  check((await fifteen.locator('.tests ol').count()) > 0, 'the tests of a section are not told');
  await leave(fifteen);

  // what is saved is what the command writes: one link of each form, and the case
  const folder = mkdtempSync(join(tmpdir(), 'look-'));
  try {
    const program = (...args) => execFileSync(process.argv[2], args, { stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1 << 26 });
    const question = ['--provisions', 'rec-1,rec-3', '--horizon', '2', '--draws', '40'];
    program('run', ...question, '--quiet', '--switches=false', '--out', join(folder, 'run'));
    const save = await visit('/whatif?provisions=rec-1,rec-3');
    const links = await save.locator('a[download]').evaluateAll((list) => [...new Set(list.map((a) => a.getAttribute('href')))]);
    for (const form of ['html', 'docx', 'xlsx', 'md', 'csv', 'parquet', 'svg', 'png']) {
      const link = links.find((l) => new URL(l, home).pathname.endsWith(`.${form}`));
      check(Boolean(link), `nothing is offered as ${form}`);
      if (!link) continue;
      const saved = await download(save, link);
      const name = new URL(link, home).pathname.replace('/export/', '');
      check(saved.equals(readFileSync(join(folder, 'run', name))), `${name} is not what impact run writes`);
    }
    await leave(save);
    const facts = ['--provisions', 'rec-3', '--statute', '53a-83', '--offense-date', '2014-05-06', '--victim-age', '15'];
    const told = await visit('/case?provisions=rec-3&statute=53a-83&offense-date=2014-05-06&victim-age=15');
    const forms = await told.locator('.tests a[download]').evaluateAll((list) => list.map((a) => a.getAttribute('href')));
    check(forms.length === 2, `a case is offered in ${forms.length} forms`);
    program('explain', ...facts, '--out', join(folder, 'case.html'), '--quiet');
    const wanted = { '/case.md': program('explain', ...facts, '--format', 'markdown'), '/case.html': readFileSync(join(folder, 'case.html')) };
    for (const link of forms) check((await download(told, link)).equals(wanted[new URL(link, home).pathname]), `${link} is not what impact explain writes`);
    await leave(told);

    // pictures of the comparison: each is saved in both forms, opens as a picture and names every what-if
    const beside = await visit(`/compare?${pins}`);
    const pictures = await beside.locator('.pairs a[download]').evaluateAll((list) => list.map((a) => a.getAttribute('href')));
    check(pictures.length === 10, `five pictures are offered by ${pictures.length} links`);
    for (const link of pictures) {
      const bytes = await download(beside, link);
      const vector = new URL(link, home).pathname.endsWith('.svg');
      if (vector) for (const name of ['All', 'Only 3', 'None', 'Literal']) check(bytes.toString().includes(name), `${link} does not name ${name}`);
      const wide = await beside.evaluate((source) => new Promise((done) => {
        const image = new Image();
        image.onload = () => done(image.naturalWidth);
        image.onerror = () => done(0);
        image.src = source;
      }), `data:image/${vector ? 'svg+xml' : 'png'};base64,${bytes.toString('base64')}`);
      check(wide > (vector ? 300 : 1000), `${link} is no picture, or one of ${wide} px`);
    }
    const table = (await download(beside, await beside.locator('a[download][href^="/compare.csv"]').getAttribute('href'))).toString().split('\n');
    check(table.length > 40 && table.some((row) => row.startsWith('Only 3,provisions=rec-3,')), 'compare.csv does not tell of Only 3');
    await leave(beside);
  } finally {
    rmSync(folder, { recursive: true });
  }

  // without JavaScript, by keyboard alone: a switch, the button, a name, the comparison
  const plain = await visit('/whatif', { javaScriptEnabled: false });
  await plain.locator('#ask input[value=rec-1]').focus();
  await plain.keyboard.press('Space');
  await plain.keyboard.press('Enter');
  await plain.waitForURL(/provisions=rec-2,rec-3,rec-4,rec-5,rec-6,rec-7/);
  await plain.locator('#name').focus();
  await plain.keyboard.type('Without 1');
  await plain.keyboard.press('Enter');
  await plain.waitForURL(/compare\?.*pin=Without\+1/);
  check((await plain.locator('th', { hasText: 'Without 1' }).count()) === 2, 'the pinned what-if stands in no column');
  await plain.locator('nav a', { hasText: 'One case' }).focus();
  await plain.keyboard.press('Enter');
  await plain.waitForURL(/\/case/);
  await plain.locator('#statute').focus();
  await plain.keyboard.type('53a-83');
  await plain.keyboard.press('Enter');
  await plain.waitForURL(/statute=53a-83/);
  check((await plain.locator('.told-case ol').count()) > 0, 'the case is not told');
  check((await state(plain)).includes('pin=Without'), 'the pin is lost on the way');
  await leave(plain);

  // the tabulator key comes to every field of the form, and what has it is seen
  const keys = await visit('/case');
  const seen = new Set();
  for (let i = 0; i < 40; i++) {
    await keys.keyboard.press('Tab');
    const [id, outline] = await keys.evaluate(() => {
      const e = document.activeElement;
      return e === document.body ? [] : [e.id || e.value || e.textContent.trim(), getComputedStyle(e).outlineStyle];
    });
    if (id && !seen.has(id)) check(outline !== 'none', `${id} has the focus and does not show it`); // parts of a day show it within
    seen.add(id);
  }
  for (const id of ['Skip to the page', 'statute', 'offense-date', 'victim-age', 'victim-trafficked', 'force', 'disposition', 'Show']) check(seen.has(id), `the tabulator key does not come to ${id}`);
  await leave(keys);

  // another file by the form, with JavaScript and without, at a desk and on a phone: a refused
  // one changes nothing, a good one changes every page, and links stay
  const header = 'charge_id,statute,offense_date,filed_date,disposition_date,disposition,victim_age';
  const row = (i) => `c${i},53a-83,2014-05-06,2014-06-01,2015-02-03,convicted,${15 + (i % 30)}`;
  const csv = (rows, more = '') => Buffer.from(`# impact: synthetic\n${header}\n${Array.from({ length: rows }, (_, i) => row(i) + more).join('\n')}\n`);
  for (const [name, options, rows] of [['with JavaScript', {}, 40], ['without JavaScript', { javaScriptEnabled: false, viewport: phone }, 50]]) {
    const form = await visit('/data?provisions=rec-3', options);
    const send = async (file, bytes) => {
      await form.locator('#file').setInputFiles({ name: file, mimeType: 'text/csv', buffer: bytes });
      await form.locator('#file').focus();
      await form.keyboard.press('Tab');
      check((await form.evaluate(() => document.activeElement.textContent)) === 'Read this file', `${name}: the button does not come after the file`);
      await form.keyboard.press('Enter');
    };
    const was = await form.locator('section[aria-labelledby=facts-title]').textContent();
    // the browser tells of every answer that is no success: here one is wanted
    form.removeAllListeners('console');
    await send('named.csv', Buffer.from(csv(3, ',Jane Roe').toString().replace(header, `${header},defendant_name`)));
    await form.waitForURL(/\/upload/);
    const refused = await form.locator('[role=alert]').textContent();
    check(refused.includes('defendant_name') && !refused.includes('Jane'), `${name}: a file with names is refused so: ${refused}`);
    await sideways(form, `a refused file, ${name}`);
    if (options.javaScriptEnabled !== false) await accessible(form, `a refused file, ${name}`);
    await form.locator('main a', { hasText: 'What these data are' }).click();
    check((await form.locator('section[aria-labelledby=facts-title]').textContent()) === was, `${name}: a refused file changes the data`);
    await send(`rows of ${rows}.csv`, csv(rows));
    const says = form.locator('section[aria-labelledby=facts-title]', { hasText: `rows of ${rows}.csv, ${rows} rows` });
    check(await says.waitFor().then(() => true, () => false), `${name}: the page does not say which data it is of`);
    check((await state(form)) === '/data?provisions=rec-3', `${name}: the link becomes ${await state(form)}`);
    check((await form.locator('footer code').textContent()).startsWith(`impact run 'rows of ${rows}.csv' `), `${name}: the command names the file otherwise`);
    await leave(form);
    const over = await visit('/?provisions=rec-3');
    check((await over.locator('footer').textContent()).includes(`rows of ${rows}.csv`), `${name}: the overview is of other charges`);
    await accessible(over, `the overview of another file, ${name}`);
    await leave(over);
  }
} finally {
  await browser.close();
  server.kill('SIGINT');
}
const code = await ended;
check(code === 0, `the server ended with ${code}`);
check(/^interrupted: .* have 5 seconds, and are then left; once more to stop at once$/m.test(talk), `when it is to end, it says: ${talk}`);
for (const f of faults) console.error(f);
console.log(`the pages of impact serve: ${checks} checks, ${faults.length} faults`);
process.exit(faults.length ? 1 : 0);
