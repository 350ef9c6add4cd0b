// Who looks at the page: signing in and out, the first user, and who the users are.

const MOST_NAME = 64, MOST_PASSWORD = 256, LEAST_PASSWORD = 12;

/** The session that the browser's cookie stands for; `who` is null while nobody is signed in. */
export class Session {
  #csrf = '';
  who = null; // {name, role, permissions, cameras}
  absence = ''; // why there is nobody: 'sign-in', 'session-ended' or 'no-user-yet'
  reason = ''; // in words, where the form appears by itself

  /** Asks the gateway who this is; false when it gives no answer. */
  async find() {
    const response = await fetch('/api/session', { signal: AbortSignal.timeout(5000) });
    const answer = await response.json();
    if (response.ok) this.#take(answer);
    else if (response.status === 401) this.lost(answer);
    else return false;
    return true;
  }

  /** Nobody is signed in any more; `problem` is the gateway's answer, where it was asked. */
  lost(problem) {
    if (problem?.type === 'session-ended') this.reason ||= problem.detail;
    else if (problem && this.who) this.reason = 'You have signed out in another window.'; // the cookie is gone
    this.who = null;
    this.absence = problem?.type ?? 'sign-in';
  }

  may(permission) { return this.who?.permissions.includes(permission) ?? false; }

  signIn(name, password) { return this.#enter('/api/session', { name, password }); }
  useLink(link) { return this.#enter('/api/session', { link }); }
  setUp(link, name, password) { return this.#enter('/api/setup', { link, name, password }); }

  /** Nobody is signed in from here on: what the gateway still answers to this session is no news of how it ended. */
  async signOut() {
    this.lost();
    await this.ask('DELETE', '/api/session');
  }

  /** One request that may change something; throws with what the gateway says when it is refused. */
  async ask(method, path, body) {
    const headers = { 'x-sightline-csrf': this.#csrf };
    if (body) headers['content-type'] = 'application/json';
    const response = await fetch(path, { method, headers, body: body && JSON.stringify(body), signal: AbortSignal.timeout(15000) });
    const answer = response.status === 204 ? null : await response.json();
    const wait = response.status === 429 && response.headers.get('retry-after'); // the detail speaks to who runs the gateway
    if (wait) throw new Error(`Too many tries. Try again in ${wait} s.`);
    if (!response.ok) throw new Error(answer.detail);
    return answer;
  }

  async #enter(path, body) { this.#take(await this.ask('POST', path, body)); }

  #take(answer) {
    this.#csrf = answer.csrf ?? '';
    this.who = answer;
    this.absence = this.reason = '';
  }
}

/** A form in a panel: `fields` are [label, attributes] of inputs; `submit(values)` may throw what is to be said. */
function form(element, title, hint, fields, action, submit) {
  const inputs = fields.map(([label, attributes]) => element('input', { required: '', 'aria-label': label, ...attributes }));
  const said = element('p', { class: 'refused', role: 'alert' });
  const button = element('button', { type: 'submit' }, action);
  const made = element('form', { class: 'panel form' }, element('h2', {}, title),
    ...(hint ? [element('p', { class: 'soft' }, hint)] : []),
    ...inputs.map((input, i) => element('label', {}, fields[i][0], input)), said, button);
  made.onsubmit = async (event) => {
    event.preventDefault();
    button.disabled = true;
    said.textContent = '';
    try {
      await submit(inputs.map((input) => input.value));
    } catch (problem) {
      said.textContent = problem.name === 'TimeoutError' || problem.name === 'TypeError' ? 'The gateway does not answer.' : problem.message;
      inputs.filter((input) => input.type === 'password').forEach((input) => { input.value = ''; });
    } finally {
      button.disabled = false;
    }
  };
  return made;
}

const nameField = (more = {}) => ['Name', { name: 'username', autocomplete: 'username', autocapitalize: 'none', spellcheck: 'false', maxlength: MOST_NAME, ...more }];
const passwordField = (label, kind) => [label, { type: 'password', autocomplete: kind, maxlength: MOST_PASSWORD, ...(kind === 'new-password' && { minlength: LEAST_PASSWORD }) }];

/** Signing in, or making the first user where the link in the address says so. */
export function signInPage(element, main, session, link, entered) {
  document.title = 'Sign in · Sightline';
  const head = element('h1', {}, 'Sightline');
  let shown;
  if (link) {
    shown = form(element, 'The first user', `This user is an admin: they say who else may look. The password needs ${LEAST_PASSWORD} characters; a few words do well.`,
      [nameField(), passwordField('Password', 'new-password')], 'Create', async ([name, password]) => { await session.setUp(link, name, password); entered(); });
  } else if (session.absence === 'no-user-yet') {
    shown = element('section', { class: 'panel form' }, element('h2', {}, 'There is no user yet'),
      element('p', {}, 'Open the link that the gateway printed when it started, or type on its host:'),
      element('pre', { tabindex: '0' }, 'bin/sightline user add NAME --role admin'));
  } else {
    shown = form(element, 'Sign in', session.reason, [nameField(), passwordField('Password', 'current-password')], 'Sign in',
      async ([name, password]) => { await session.signIn(name, password); entered(); });
  }
  main.replaceChildren(element('div', { class: 'door' }, head, shown));
  shown.querySelector('input')?.focus();
  return { update() {}, leave() {} };
}

/** One's own password. */
export function passwordPage(element, main, session, left) {
  document.title = 'Password · Sightline';
  main.replaceChildren(element('div', { class: 'door' }, element('h1', {}, session.who.name),
    form(element, 'Another password', 'All sessions of yours end; sign in again with the new one.',
      [passwordField('Old password', 'current-password'), passwordField('New password', 'new-password')], 'Change',
      async ([old, password]) => { await session.ask('POST', '/api/password', { old, password }); session.reason = 'Sign in with your new password.'; session.lost(); left(); })));
  return { update() {}, leave() {} };
}

const ROLES = ['viewer', 'operator', 'admin'];
const CAMERAS_HINT = 'Cameras: * for all, or their ids with commas between them.';

/** Who may sign in; for admins. */
export function usersPage(element, main, session) {
  document.title = 'Users · Sightline';
  const list = element('tbody');
  const said = element('p', { class: 'refused', role: 'alert' });
  const words = (text) => text.split(',').map((word) => word.trim()).filter(Boolean);
  const act = async (work) => {
    said.textContent = '';
    try { said.textContent = (await work())?.warning ?? ''; } catch (problem) { said.textContent = problem.message; }
    await load();
  };
  function row(user) {
    const path = `/api/users/${encodeURIComponent(user.name)}`;
    const role = element('select', { 'aria-label': `Role of ${user.name}` }, ...ROLES.map((one) => element('option', one === user.role ? { selected: '' } : {}, one)));
    const cameras = element('input', { value: user.cameras.join(', '), 'aria-label': `Cameras of ${user.name}` });
    const password = element('input', { ...passwordField('', 'new-password')[1], placeholder: 'unchanged', 'aria-label': `New password of ${user.name}` });
    const save = element('button', { type: 'button' }, 'Save');
    const remove = element('button', { type: 'button', class: 'harm' }, 'Remove');
    save.onclick = () => act(() => session.ask('PUT', path,
      { role: role.value, cameras: words(cameras.value), ...(password.value && { password: password.value }) }));
    remove.onclick = () => {
      if (confirm(`Remove ${user.name}? Their sessions end.`)) act(() => session.ask('DELETE', path));
    };
    return element('tr', {}, element('th', { scope: 'row' }, user.name), element('td', { 'data-title': 'Role' }, role), element('td', { 'data-title': 'Cameras' }, cameras),
      element('td', { 'data-title': 'New password' }, password), element('td', { class: 'keys' }, save, remove));
  }
  async function load() {
    try { list.replaceChildren(...(await session.ask('GET', '/api/users')).users.map(row)); } catch (problem) { said.textContent = problem.message; }
  }
  const add = form(element, 'Another user', CAMERAS_HINT,
    [nameField({ autocomplete: 'off' }), passwordField('Password', 'new-password'), ['Role', { value: 'viewer', list: 'roles' }], ['Cameras', { value: '*' }]], 'Add',
    async ([name, password, role, cameras]) => {
      const added = await session.ask('POST', '/api/users', { name, password, role, cameras: words(cameras) });
      said.textContent = added.warning ?? '';
      add.reset();
      await load();
    });
  main.replaceChildren(
    element('div', {}, element('nav', { class: 'crumbs', 'aria-label': 'Where you are' }, element('a', { href: '#/' }, 'Cameras')), element('h1', {}, 'Users')),
    element('datalist', { id: 'roles' }, ...ROLES.map((role) => element('option', { value: role }))),
    element('section', { class: 'panel' }, element('h2', {}, 'Who may sign in'),
      element('table', { class: 'users' }, element('thead', {}, element('tr', {}, ...['Name', 'Role', 'Cameras', 'New password', ''].map((title) => element('th', { scope: 'col' }, title)))), list), said),
    add);
  load();
  return { update() {}, leave() {} };
}
