// The list of cameras, and one camera's page; which of them is shown stands in the address: #/ or #/cameras/{id}.
import { passwordPage, Session, signInPage, usersPage } from './access.js';
import { FeedbackPanel } from './feedback.js';
import { NegotiationsPanel } from './negotiations.js';
import { Watch } from './watch.js';

const POLL_MILLIS = 1000;
const DOWN_MILLIS = 30000;
const main = document.getElementById('main');
const live = document.getElementById('live');
const notice = document.getElementById('notice');

const STATES = {
  IDLE: 'idle',
  CALLING: 'asked to begin',
  NEGOTIATING: 'connecting',
  ESTABLISHED: 'no media yet',
  RENEGOTIATING: 'asked to offer again',
  SUSPENDED: 'waits for the media server',
  PLAYING: 'streaming',
};

const session = new Session();
const account = document.getElementById('account');
let setUpLink = null; // of who will be the first user
let cameras = null;
let mediaServerUp = true;
let notices = []; // what is wrong with the gateway itself
let lastNews = 0;
let page = null; // {update(), leave()}

/** An element with attributes, and children that are elements or text: text never becomes markup. */
function element(tag, attributes = {}, ...children) {
  const made = ['svg', 'use', 'polyline'].includes(tag)
    ? document.createElementNS('http://www.w3.org/2000/svg', tag)
    : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

const tone = (camera) => camera.state === 'IDLE' ? 'idle' : (camera.verdict ?? 'UNPROVEN').toLowerCase();

const chip = (camera, size = '') => verdictChip(tone(camera), size);

function verdictChip(verdict, size = '') {
  const v = verdict.toLowerCase();
  return element('span', { class: `chip ${size}`, 'data-v': v },
    element('svg', { viewBox: '0 0 16 16', 'aria-hidden': 'true' }, element('use', { href: `#v-${v}` })),
    v.toUpperCase().replace('_', ' '));
}

const path = (camera) => `#/cameras/${encodeURIComponent(camera.id)}`;
const viewers = (n) => n === 1 ? '1 viewer' : `${n} viewers`;
const stateOf = (camera) => STATES[camera.state] ?? camera.state.toLowerCase();

function answer() {
  const playing = cameras.filter((camera) => camera.state === 'PLAYING').length;
  if (cameras.length === 0) return 'No camera yet';
  return `${playing} of ${cameras.length} ${cameras.length === 1 ? 'camera streams' : 'cameras stream'}`;
}

function fleetPage() {
  document.title = 'Sightline';
  const head = element('h1');
  const wall = element('ul', { class: 'wall' });
  main.replaceChildren(head, wall);
  return {
    update() {
      if (!cameras) { head.textContent = 'Asking the gateway …'; return; }
      head.textContent = answer();
      const focused = document.activeElement?.getAttribute?.('href');
      wall.replaceChildren(...cameras.map((camera) => element('li', { class: 'tile', 'data-v': tone(camera) },
        element('h3', {}, element('a', { href: path(camera) }, camera.name ?? camera.id)),
        element('div', { class: 'row' }, chip(camera),
          element('span', {}, [camera.state !== 'IDLE' && stateOf(camera), camera.viewers > 0 && viewers(camera.viewers)].filter(Boolean).join(', '))),
        element('div', { class: 'row mono' }, camera.address ?? camera.id),
        ...(camera.reason ? [element('p', { class: 'cause' }, camera.reason)] : []))));
      if (cameras.length === 0) {
        wall.append(element('li', { class: 'panel empty' },
          'A camera appears here when it is listed in the configuration, or fetches its own where registration is open.'));
      }
      if (focused) wall.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
    },
    leave() {},
  };
}

function cameraPage(id) {
  document.title = `${id} · Sightline`;
  const name = element('h1', {}, id);
  const facts = element('p', { class: 'soft' });
  const video = element('video', { id: 'video', autoplay: '', playsinline: '', 'aria-label': `Live picture of ${id}` });
  video.muted = true;
  const why = element('div', { class: 'why', role: 'status' });
  const sound = element('button', { type: 'button' }, 'Sound on');
  const full = element('button', { type: 'button' }, 'Full screen');
  const figures = element('dl');
  const feedback = new FeedbackPanel(element, verdictChip);
  const negotiations = new NegotiationsPanel(id, element, verdictChip);
  const proof = element('dl');
  const proofPanel = element('section', { class: 'panel' }, element('h2', {}, 'Camera'), proof);
  const keys = element('div', { class: 'keys' }, sound, full);
  proofPanel.hidden = keys.hidden = true;
  main.replaceChildren(
    element('div', {}, element('nav', { class: 'crumbs', 'aria-label': 'Where you are' }, element('a', { href: '#/' }, 'Cameras')), name, facts),
    element('div', { class: 'one' },
      element('figure', { class: 'pic' }, element('div', { class: 'screen' }, video, why), keys),
      element('div', {}, element('section', { class: 'panel' }, element('h2', {}, 'Picture'), figures), feedback.panel, proofPanel),
      negotiations.panel));

  const words = { idle: 'Stopped', connecting: 'Connecting …', waiting: 'Waiting for the first picture …', playing: 'Playing', retrying: 'Trying again …', refused: 'No picture' };
  const watch = new Watch(id, video, () => {
    video.dataset.state = watch.state;
    video.dataset.answerMillis = watch.answerMillis ?? '';
    video.dataset.firstFrameMillis = watch.firstFrameMillis ?? '';
    why.hidden = watch.state === 'playing';
    keys.hidden = !why.hidden;
    why.replaceChildren(element('strong', {}, words[watch.state]), element('small', {}, watch.reason));
    if (watch.epoch !== measured) begin();
  });
  sound.onclick = () => { video.muted = !video.muted; sound.textContent = video.muted ? 'Sound on' : 'Sound off'; };
  full.onclick = () => video.requestFullscreen();

  const rows = (list, pairs) => list.replaceChildren(...pairs.map(([term, value]) =>
    element('div', {}, element('dt', {}, term), element('dd', {}, String(value)))));
  let before = null, measured = 0;
  /** What was measured of an earlier connection is not shown for this one. */
  function begin() {
    measured = watch.epoch;
    before = null;
    video.dataset.framesDecoded = 0;
    rows(figures, [['State', words[watch.state]]]);
  }
  async function measure() {
    const epoch = watch.epoch;
    const now = await watch.figures();
    if (epoch !== watch.epoch) return; // of a connection that is over
    video.dataset.framesDecoded = now?.framesDecoded ?? 0;
    if (!now) { rows(figures, [['State', words[watch.state]]]); before = null; return; }
    const time = performance.now();
    const kilobits = before ? Math.max(0, Math.round((now.bytes - before.bytes) * 8 / (time - before.time))) : 0;
    before = { bytes: now.bytes, time };
    rows(figures, [
      ['State', words[watch.state]],
      ['First picture', watch.firstFrameMillis === null ? '–' : `${watch.firstFrameMillis} ms`],
      ['Size', now.width ? `${now.width} × ${now.height}, ${Math.round(now.fps)} fps` : '–'],
      ['Codec', now.codec || '–'],
      ['Bitrate', `${kilobits} kbit/s`],
      ['Frames decoded', now.framesDecoded],
      ['Packets lost', now.packetsLost],
      ['Jitter', `${now.jitterMillis.toFixed(1)} ms`],
      ['Round trip', now.roundTripMillis === null ? '–' : `${now.roundTripMillis.toFixed(1)} ms`],
    ]);
  }
  const timer = setInterval(measure, 1000);
  const hidden = () => document.hidden ? watch.stop() : watch.start();
  document.addEventListener('visibilitychange', hidden);
  watch.start();
  return {
    update() {
      const camera = cameras?.find((one) => one.id === id);
      proofPanel.hidden = !camera;
      feedback.panel.hidden ||= !camera;
      if (camera && session.may('inspect')) negotiations.refresh();
      if (!camera) { facts.textContent = cameras ? 'The gateway does not know this camera.' : ''; return; }
      document.title = `${camera.name ?? camera.id} · Sightline`;
      name.replaceChildren(camera.name ?? camera.id, ' ', chip(camera, 'big'));
      feedback.show(camera, chip(camera));
      facts.textContent = feedback.panel.hidden ? camera.reason ?? '' : '';
      rows(proof, [
        ['Id', camera.id],
        ['State', stateOf(camera)],
        ['Address', camera.address ?? '–'],
        ['Viewers', camera.viewers],
      ]);
      if (watch.state === 'refused') watch.start(); // it was unknown, and has registered since
    },
    leave() {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', hidden);
      watch.stop();
    },
  };
}

function opened() {
  const match = /^#\/cameras\/(.+)$/.exec(location.hash);
  if (!session.who) return signInPage(element, main, session, setUpLink, entered);
  if (location.hash === '#/users' && session.may('users')) return usersPage(element, main, session);
  if (location.hash === '#/password') return passwordPage(element, main, session, route);
  return match ? cameraPage(decodeURIComponent(match[1])) : fleetPage();
}

function route() {
  page?.leave();
  const another = page !== null;
  page = opened();
  page.update();
  showAccount();
  if (another && session.who) main.focus(); // what was focused has gone with its page
}

/** Who looks at the page, and where they go from there; nothing where nobody has to sign in. */
function showAccount() {
  account.hidden = !session.who?.role;
  if (account.hidden) return;
  const out = element('button', { type: 'button' }, 'Sign out');
  out.onclick = () => session.signOut().catch(() => {}).then(leave);
  account.replaceChildren(
    ...(session.may('users') ? [element('a', { href: '#/users' }, 'Users')] : []),
    element('a', { href: '#/password', title: 'Change the password' }, session.who.name), out);
}

function entered() {
  setUpLink = null;
  route();
  ask();
}

function leave() {
  cameras = null;
  route();
}

/** A link that lets one in once stands in the address no longer than it takes to read it. */
async function useLink() {
  const link = /^#\/(setup|enter)\/([\w-]+)$/.exec(location.hash);
  if (!link) return;
  history.replaceState(null, '', '#/');
  if (link[1] === 'setup') setUpLink = link[2];
  else await session.useLink(link[2]).catch((problem) => { session.reason = `The link does not sign you in: ${problem.message}.`; });
}

function showLive() {
  const silence = performance.now() - lastNews;
  live.hidden = page !== null && !session.who; // nothing is asked
  const state = !lastNews || silence > 3000 ? (silence > DOWN_MILLIS ? 'down' : 'wait') : 'live';
  live.dataset.state = state;
  live.querySelector('b').textContent = { live: 'Live', wait: lastNews ? 'Reconnecting' : 'Connecting', down: 'Gateway down' }[state];
  main.classList.toggle('stale', state !== 'live' && lastNews > 0); // nobody proves these now
  const heard = state === 'down' ? 'The gateway does not answer. What is shown may be old.'
    : mediaServerUp ? '' : 'The media server is down. Pictures come back by themselves when it is there again.';
  const words = [heard, ...notices].filter(Boolean).join(' ');
  if (notice.textContent !== words) notice.textContent = words;
  notice.hidden = !words;
}

async function ask() {
  const asker = session.who;
  try {
    const response = await fetch('/api/cameras', { signal: AbortSignal.timeout(5000) });
    const answer = await response.json();
    if (session.who !== asker) return; // told to who has left
    if (response.ok) {
      cameras = answer.cameras;
      mediaServerUp = answer.mediaServer?.up ?? true;
      notices = answer.notices ?? [];
      lastNews = performance.now();
      page.update();
    } else if (response.status === 401 && asker) {
      session.lost(answer);
      leave();
    }
  } catch { /* no news: the mark in the bar says so */ }
  showLive();
}

async function poll() {
  if (session.who) await ask();
  setTimeout(poll, POLL_MILLIS);
}

/** Nothing is shown before it is known who looks; a gateway that is away is asked again. */
async function begin() {
  try {
    await useLink();
    if (session.who || await session.find()) {
      if (session.who) setUpLink = null;
      lastNews = performance.now();
      route();
      showLive();
      addEventListener('hashchange', hashChanged);
      poll();
      return;
    }
  } catch { /* asked again */ }
  showLive();
  setTimeout(begin, POLL_MILLIS);
}

async function hashChanged() {
  await useLink();
  route();
}

begin();
