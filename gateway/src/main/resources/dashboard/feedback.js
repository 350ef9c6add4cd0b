// What is known of a camera's way back: the verdict, why, the cure, and the packets it rests on.

const MEANINGS = {
  'delivered': 'to the camera',
  'trapped': 'does not lead to the camera',
  'wrong-host': 'to another host',
  'wrong-port': 'to a port where the camera expects none',
  'in-doubt': 'to the port above the camera\'s RTP, though it sends its own from another',
  'link-in-doubt': 'by another link, or to another station of it, than the camera\'s RTP comes from',
  'not-forwarded': 'reaches this host, and is not seen leaving it for the camera',
  'from-camera': 'the camera\'s own reports',
};
const WIDTH = 320, HEIGHT = 44;

const time = (iso) => new Date(iso).toLocaleTimeString([], { hour12: false });
const counts = (flow) => Object.entries(flow.counts ?? {}).map(([type, n]) => `${n} ${type}`).join(', ');

/** Fills `panel` anew only when something has changed: a reader's selection and place stay. `element` makes an element with attributes and children. */
export class FeedbackPanel {
  #element; #chip; #shown = '';
  panel;

  constructor(element, chip) {
    this.#element = element;
    this.#chip = chip;
    this.panel = element('section', { class: 'panel feedback', 'aria-label': 'Feedback to the camera' });
    this.panel.hidden = true;
  }

  show(camera, chip) {
    const { feedback, returnPath, reason, history, verdicts } = camera;
    this.panel.hidden = !feedback;
    const now = JSON.stringify([feedback, returnPath, reason, history, verdicts]);
    if (!feedback || now === this.#shown) return;
    this.#shown = now;
    const e = this.#element;
    const packet = this.panel.querySelector('details');
    const open = packet?.open ?? false, focused = packet?.contains(document.activeElement) ?? false;
    this.panel.dataset.v = feedback.verdict.toLowerCase();
    this.panel.replaceChildren(
      e('h2', {}, 'Feedback to the camera'),
      e('div', { class: 'told' },
        e('p', {}, chip, ' ', e('span', { class: 'soft' }, `since ${time(feedback.since)}`)),
        e('p', { class: 'said' }, feedback.reason),
        ...(reason && reason !== feedback.reason ? [e('p', { class: 'mending' }, reason)] : []),
        ...(feedback.cure ? [e('p', { class: 'cure' }, e('strong', {}, 'What to do: '), feedback.cure)] : [])),
      this.#facts(feedback, returnPath),
      ...this.#before(verdicts ?? []),
      ...this.#history(history ?? []),
      ...this.#remb(feedback.remb ?? []),
      ...this.#lines(feedback.sdpLines ?? []),
      ...this.#sample(feedback.sample));
    const next = this.panel.querySelector('details');
    if (next) next.open = open;
    if (focused) next?.querySelector('summary').focus();
  }

  #facts(feedback, returnPath) {
    const e = this.#element;
    const wire = (text) => e('code', {}, text);
    const rows = [];
    const row = (term, ...value) => rows.push(e('div', {}, e('dt', {}, term), e('dd', {}, ...value)));
    if (feedback.rtpPackets) {
      row('RTP in', `${feedback.rtpPackets} packets on `, wire((feedback.rtpInterfaces ?? []).join(', ')));
    }
    for (const flow of feedback.flows ?? []) {
      row(e('span', {}, 'On ', wire(flow.interface), flow.meaning === 'from-camera' ? ', in' : ', out'),
        counts(flow), ' ', e('span', { class: 'soft' }, MEANINGS[flow.meaning] ?? flow.meaning), e('br'), wire(flow.destination));
    }
    if (feedback.route) row('Route to the camera', wire(feedback.route));
    if (feedback.neighbour) row('Neighbour', wire(feedback.neighbour));
    if (feedback.refusal) row('ICMP back', feedback.refusal);
    if (feedback.firewall) row('Firewall', wire(feedback.firewall));
    if (feedback.causes?.length) row('Causes', wire(feedback.causes.join(', ')));
    if (returnPath?.policy) {
      const tried = returnPath.tried.filter((policy) => policy !== returnPath.policy);
      row('Return path', returnPath.policy, ...(tried.length ? [e('span', { class: 'soft' }, ` after ${tried.join(', ')}`)] : []));
    }
    if (returnPath?.next) row('Asked for', returnPath.next);
    if (returnPath?.winner) row('Proven', returnPath.winner);
    return e('dl', { class: 'proof' }, ...rows);
  }

  /** The verdicts before the present one, the latest first. */
  #before(verdicts) {
    const past = verdicts.slice(0, -1).reverse();
    if (!past.length) return [];
    const e = this.#element;
    return [e('div', { class: 'line' },
      e('p', { class: 'soft' }, 'Verdicts before this one'),
      e('ol', { class: 'past' }, ...past.map((one) => e('li', {},
        e('span', { class: 'mono' }, time(one.since)), ' ', this.#chip(one.verdict),
        one.policy ? e('span', { class: 'soft' }, ` ${one.policy}`) : '',
        e('p', {}, one.reason)))))];
  }

  #history(steps) {
    if (!steps.length) return [];
    const e = this.#element;
    return [e('div', { class: 'line' },
      e('p', { class: 'soft' }, 'What was done to mend it'),
      e('ol', {}, ...steps.map((step) => e('li', {},
        e('span', { class: 'soft' }, time(step.at)), ` ${step.step}: ${step.from}${step.to ? ` → ${step.to}` : ''} `,
        e('span', { class: 'soft' }, step.why)))))];
  }

  #remb(values) {
    if (values.length < 2) return [];
    const e = this.#element;
    const start = Date.parse(values[0].at);
    const span = Math.max(1, Date.parse(values[values.length - 1].at) - start);
    const most = Math.max(...values.map((value) => value.kbps), 1);
    const points = values.map((value) => {
      const x = (Date.parse(value.at) - start) / span * WIDTH;
      const y = HEIGHT - 2 - value.kbps / most * (HEIGHT - 4);
      return `${x.toFixed(1)},${y.toFixed(1)}`;
    });
    const last = values[values.length - 1].kbps;
    const line = e('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img',
      'aria-label': `REMB from ${values[0].kbps} to ${last} kbit/s in ${Math.round(span / 1000)} s` });
    line.append(e('polyline', { points: points.join(' ') }));
    return [e('div', { class: 'remb' }, e('p', {}, 'REMB ', e('strong', {}, `${last} kbit/s`),
      e('span', { class: 'soft' }, ` at most ${most}, in ${Math.round(span / 1000)} s`)), line)];
  }

  #lines(lines) {
    const e = this.#element;
    return lines.map((line) => e('div', { class: 'line' },
      e('p', { class: 'soft' }, `Line ${line.line} of the ${line.where}: ${line.fault}`), e('pre', { tabindex: '0' }, line.text)));
  }

  #sample(sample) {
    if (!sample) return [];
    const e = this.#element;
    return [e('details', {},
      e('summary', {}, `The last RTCP, at ${time(sample.at)} on ${sample.interface}`),
      e('p', { class: 'soft' }, e('code', {}, `${sample.source} → ${sample.destination}`)),
      e('ol', {}, ...sample.packets.map((packet) => e('li', {}, packet))))];
  }
}
