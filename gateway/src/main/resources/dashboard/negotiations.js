// What was said in a camera's latest negotiations: prediction beside verdict, findings, and each change with its reason.

const PAUSE_MILLIS = 2000;
const MOST_LINES = 12; // of one reason that are shown at once
const PEERS = { camera: 'camera', viewer: 'viewer' };
/** How far one came of which nothing came in the end. */
const REACHED = {
  called: 'The camera was asked to offer, and nothing came.',
  offered: 'The offer came to the gateway; the media server was not asked.',
  asked: 'The media server was asked, and gave no answer that can be used.',
  answered: (name) => `The media server had answered; the ${name} was not told.`,
  told: (name) => `The ${name} was told the answer, and did not follow it.`,
};
const SEVERITIES = { error: ['error', 'errors'], warning: ['warning', 'warnings'], info: ['remark', 'remarks'] };

const time = (iso) => new Date(iso).toLocaleTimeString([], { hour12: false });
/** Control characters, and those that turn text around, are shown by their number: they are part of what was said. */
const shown = (text, but = '') => text.replace(/[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069]/g, (c) => {
  const number = c.charCodeAt(0).toString(16);
  return c === but ? c : c > '\u00ff' ? `\\u${number.padStart(4, '0')}` : `\\x${number.padStart(2, '0')}`;
});
const linesOf = (sdp) => sdp.replace(/\r\n|\r|\n$/g, (end) => end === '\r' || end === '\r\n' ? '\n' : end)
  .replace(/\n$/, '').split('\n');

/** Entries that are open, focused or selected stay so while others come. `element` makes an element with attributes and children. */
export class NegotiationsPanel {
  #element; #chip; #url; #list; #masked; #tag = ''; #asked = -PAUSE_MILLIS; #asking = false; #entries = new Map();
  panel;

  constructor(id, element, chip) {
    this.#element = element;
    this.#chip = chip;
    this.#url = `/api/cameras/${encodeURIComponent(id)}/negotiations`;
    this.#list = element('div', {});
    this.#masked = element('p', { class: 'soft masked' });
    this.panel = element('section', { class: 'panel negotiations', 'aria-label': 'Negotiations' },
      element('h2', {}, 'Negotiations'), this.#list, this.#masked);
    this.panel.hidden = true;
  }

  /** Asks the gateway for news, unless it has just been asked. */
  async refresh() {
    const now = performance.now();
    if (this.#asking || document.hidden || now - this.#asked < PAUSE_MILLIS) return;
    this.#asked = now;
    this.#asking = true;
    try {
      const response = await fetch(this.#url, {
        signal: AbortSignal.timeout(5000), headers: this.#tag ? { 'If-None-Match': this.#tag } : {} });
      if (response.ok) {
        this.#show(await response.json());
        this.#tag = response.headers.get('etag') ?? '';
      } else if ([401, 403, 404].includes(response.status)) {
        this.panel.hidden = true;
      }
    } catch { /* no news: the mark in the bar says so */ } finally {
      this.#asking = false;
    }
  }

  #show({ negotiations, masked }) {
    this.panel.hidden = negotiations.length === 0;
    this.#masked.textContent = masked;
    const known = this.#entries;
    this.#entries = new Map();
    let place = this.#list.firstChild;
    for (const negotiation of negotiations) {
      const key = `${negotiation.failure?.first ?? negotiation.at} ${negotiation.peer}`; // one that fails again stays what it was
      const entry = known.get(key) ?? this.#entry();
      known.delete(key);
      this.#entries.set(key, entry);
      this.#fill(entry, negotiation);
      if (entry.details !== place) this.#list.insertBefore(entry.details, place);
      else place = place.nextSibling;
    }
    known.forEach((entry) => entry.details.remove());
  }

  #entry() {
    const e = this.#element;
    const summary = e('summary', {}), body = e('div', { class: 'body' });
    return { details: e('details', { class: 'negotiation' }, summary, body), summary, body, shown: '' };
  }

  #fill(entry, negotiation) {
    const now = JSON.stringify(negotiation);
    if (entry.shown === now) return;
    entry.shown = now;
    entry.summary.replaceChildren(...this.#headline(negotiation));
    const opened = [...entry.body.querySelectorAll('details')].map((one) => one.open);
    entry.body.replaceChildren(...this.#body(negotiation));
    entry.body.querySelectorAll('details').forEach((one, i) => { one.open = opened[i] ?? false; });
  }

  #headline({ at, peer, speaksFirst, policy, failure, prediction, measured, findings, given }) {
    const e = this.#element;
    const who = peer === 'camera' ? `${speaksFirst} first` : 'viewer';
    const last = measured[measured.length - 1];
    const found = findings.length ? findings : given?.findings ?? [];
    const counts = Object.keys(SEVERITIES).map((severity) => {
      const n = found.filter((finding) => finding.severity === severity).length;
      return n ? e('span', { class: 'count', 'data-s': severity }, `${n} ${SEVERITIES[severity][n === 1 ? 0 : 1]}`) : null;
    });
    return [
      e('span', { class: 'mono' }, time(at)), e('span', {}, [who, policy].filter(Boolean).join(', ')),
      ...(failure ? [e('span', { class: 'count', 'data-s': 'error' }, `failed: ${failure.code}${failure.times > 1 ? `, ${failure.times} times` : ''}`)] : []),
      ...(prediction && !failure ? [e('span', { class: 'pair' }, e('span', { class: 'soft' }, 'predicted '), this.#chip(prediction.verdict))] : []),
      ...(last ? [e('span', { class: 'pair' }, e('span', { class: 'soft' }, 'measured '), this.#chip(last.verdict))] : []),
      ...counts.filter(Boolean),
    ];
  }

  #body(negotiation) {
    const e = this.#element;
    const { peer, speaksFirst, address, failure, given, offer, answer, told, findings, prediction, measured, trouble } = negotiation;
    const name = PEERS[peer] ?? peer;
    const parts = [];
    if (failure) parts.push(this.#failure(failure, name, prediction ? null : address));
    if (trouble) parts.push(e('p', { class: 'trouble' }, `This cannot be explained: ${shown(trouble)}.`));
    if (prediction) parts.push(this.#verdicts(prediction, measured, address));
    if (offer && !trouble) parts.push(this.#findings(answer ? 'Findings in offer and answer' : 'Findings in the offer', findings));
    if (given?.sdp && (given.findings.length || !offer) && !trouble) {
      parts.push(this.#findings(`Findings in what the ${name} offered${offer ? ', before the gateway changed it' : ''}`, given.findings));
    }
    if (given?.json) {
      parts.push(e('div', {}, e('h3', {}, `As the ${name} offered it`), e('pre', { class: 'json', tabindex: '0' }, shown(given.json.replace(/\r\n/g, '\n'), '\n'))));
    }
    if (given?.sdp && offer) {
      parts.push(...this.#changes(`From the ${name} to the media server`, offer.changes));
    } else if (offer && !trouble) {
      parts.push(e('h3', {}, 'To the media server'), e('p', {}, speaksFirst === 'gateway'
        ? 'The camera has not said anything yet: the gateway built the offer from its configuration.'
        : given ? 'The gateway built the offer from the JSON.' : 'The camera gave no description: the gateway built the offer.'));
    }
    if (told && !trouble) parts.push(...this.#changes(`From the media server to the ${name}`, told.changes));
    const at = (side) => new Set(findings.filter((finding) => finding.side === side).map((finding) => finding.line));
    const texts = [
      given?.sdp && [`As the ${name} offered it`, given.sdp, new Set(given.findings.map((finding) => finding.line))],
      offer && [given?.sdp ? 'As the media server was given it' : 'As the gateway built it', offer.sdp, at('offer')],
      answer && ['As the media server answered', answer.sdp, at('answer')],
      told && [failure ? `As the ${name} was to be told` : `As the ${name} was told`, told.sdp, new Set()],
    ].filter((text) => text && text[1]);
    if (texts.length) parts.push(e('div', {}, e('h3', {}, 'Whole descriptions'), ...texts.map((text) => this.#text(...text))));
    return parts;
  }

  #failure({ reached, code, reason, times, first }, name, address) {
    const e = this.#element;
    const row = (term, ...value) => e('div', {}, e('dt', {}, term), e('dd', {}, ...value));
    const far = REACHED[reached] ?? reached;
    return e('dl', { class: 'verdicts failure' },
      row('Failed', e('code', { class: 'harm' }, code), e('br'), shown(reason)),
      row('How far', typeof far === 'function' ? far(name) : far),
      ...(times > 1 ? [row('How often', `${times} times alike since ${time(first)}; the last one is shown`)] : []),
      ...(address ? [row('Camera', e('code', {}, address))] : []));
  }

  #verdicts(prediction, measured, address) {
    const e = this.#element;
    const last = measured[measured.length - 1];
    const before = measured.slice(0, -1).map((one) => `${one.verdict} since ${time(one.since)}`);
    const line = prediction.line ? [e('br'), e('code', {}, `line ${prediction.line} of the ${prediction.side}: ${shown(prediction.text)}`)] : [];
    const row = (term, ...value) => e('div', {}, e('dt', {}, term), e('dd', {}, ...value));
    return e('dl', { class: 'verdicts' },
      row('Predicted', this.#chip(prediction.verdict), ' ', prediction.condition ? e('strong', {}, shown(prediction.condition), '. ') : '',
        shown(prediction.reason), ...(prediction.verdict === 'DELIVERED'
          ? [e('span', { class: 'soft' }, prediction.remb ? ', with bandwidth estimates (REMB)' : ', without bandwidth estimates (REMB)')] : []), ...line),
      row('Measured', ...(last ? [this.#chip(last.verdict), e('span', { class: 'soft' }, ` since ${time(last.since)} `), shown(last.reason)]
        : [e('span', { class: 'soft' }, 'Nobody has looked at the wire.')]),
      ...(before.length ? [e('br'), e('span', { class: 'soft' }, `before: ${before.join(', ')}`)] : [])),
      ...(address ? [row('Camera', e('code', {}, address))] : []));
  }

  #findings(title, findings) {
    const e = this.#element;
    return e('div', {}, e('h3', {}, title), findings.length === 0 ? e('p', {}, 'No trouble is found.')
      : e('ul', { class: 'findings' }, ...findings.map((finding) => e('li', { 'data-s': finding.severity },
        e('p', {}, e('strong', {}, finding.severity), ' ', e('code', {}, finding.code),
          e('span', { class: 'soft' }, finding.line ? ` line ${finding.line} of the ${finding.side}` : ` the ${finding.side} as a whole`)),
        ...(finding.text ? [e('pre', { tabindex: '0' }, shown(finding.text))] : []),
        e('p', {}, shown(finding.why)),
        e('p', {}, e('strong', {}, 'What to do: '), shown(finding.cure)),
        e('p', { class: 'soft' }, `From: ${finding.source}`)))));
  }

  /** Each reason once, with the lines that it changed. */
  #changes(title, changes) {
    const e = this.#element;
    if (changes.length === 0) return [e('h3', {}, title), e('p', {}, 'Nothing was changed.')];
    const groups = new Map();
    for (const change of changes) {
      const key = `${change.rule}\n${change.reason}`;
      groups.set(key, [...groups.get(key) ?? [], change]);
    }
    const line = (tag, sign, number, text) => e(tag, tag === 'div' ? { class: 'moved' } : {}, e('span', { class: 'n' }, number), e('span', { class: 'sign' }, sign), e('span', {}, shown(text)));
    const change = ({ line: number, before, after }) => before !== undefined && before === after ? [line('div', '↕', `${number}`, before)] : [
      ...(before === undefined ? [] : [line('del', '−', `${number}`, before)]),
      ...(after === undefined ? [] : [line('ins', '+', before === undefined ? `${number}` : '', after)]),
    ];
    return [e('h3', {}, title), e('div', { class: 'diff' }, ...[...groups.values()].map((group) => {
      const first = group.length > MOST_LINES + 1 ? MOST_LINES : group.length;
      const rest = group.slice(first);
      return e('div', { class: 'change' },
        e('p', {}, e('code', {}, group[0].rule), ' ', shown(group[0].reason)),
        e('div', { class: 'lines' }, ...group.slice(0, first).flatMap(change),
          ...(rest.length ? [e('details', {}, e('summary', {}, `and ${rest.length} more`), ...rest.flatMap(change))] : [])));
    }))];
  }

  #text(title, sdp, marked) {
    const e = this.#element;
    const lines = linesOf(sdp);
    return e('details', { class: 'text' }, e('summary', {}, title, e('span', { class: 'soft' }, `, ${lines.length} lines`)),
      e('ol', { class: 'sdp', tabindex: '0', 'aria-label': title }, ...lines.map((text, i) =>
        e('li', marked.has(i + 1) ? { class: 'marked' } : {}, shown(text) || '\u00a0'))));
  }
}
