const byId = (id) => document.getElementById(id);
const MAX_CARDS = 100;

/** The service's clock, which may run faster than this machine's. */
const clock = { base: Date.now(), at: performance.now(), scale: 1 };
const now = () => clock.base + (performance.now() - clock.at) * clock.scale;
const formatTime = (instant) => new Date(instant).toISOString().slice(11, 19);

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) made.addEventListener(name.slice(2), value);
    else if (value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

function duration(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const [hours, minutes, rest] = parts;
  const two = (number) => String(number).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

async function post(path, body) {
  const response = await fetch(`/_local${path}`, { method: 'POST', body: JSON.stringify(body ?? {}) });
  const answer = await response.json();
  if (!response.ok) showNote(`Failed: ${answer.message}`, true);
  else if (answer.result) showNote(answer.result, !answer.success);
  else byId('note').hidden = true;
}

function showNote(text, isError) {
  const note = byId('note');
  note.hidden = false;
  note.className = isError ? 'error' : '';
  note.textContent = text;
}

const CHANNELS = {
  email: 'E-mail',
  sms: 'SMS',
  voice: 'Voice call',
  push: 'Push',
  webpush: 'Browser',
  ntfy: 'ntfy',
  pushover: 'Pushover',
};

function messageCard({ id, channel, at, to, subject, text, html }) {
  const name = CHANNELS[channel] ?? channel;
  const body = html
    ? element(
        'details',
        {
          ontoggle: ({ target }) => {
            if (target.open && !target.querySelector('iframe')) {
              target.append(
                element('iframe', {
                  title: subject,
                  sandbox: 'allow-popups allow-popups-to-escape-sandbox',
                  srcdoc: `<base target="_blank">${html}`,
                }),
              );
            }
          },
        },
        element('summary', {}, 'Show the e-mail'),
      )
    : element('p', { class: 'spoken' }, text ?? '');
  return element(
    'article',
    { class: 'card', id: `message-${id}` },
    element(
      'div',
      { class: 'row' },
      element('span', {}, name),
      element('b', { class: 'to' }, to.join(', ')),
      element('time', { class: 'end' }, formatTime(at)),
    ),
    subject ? element('p', { class: 'subject' }, subject) : undefined,
    body,
    ...(channel === 'sms' ? replyButtons(text ?? '', to[0]) : []),
  );
}

/** One button for each reply code in an SMS. */
const replyButtons = (text, from) =>
  [...text.matchAll(/\b([AC]\d{4}) to (ack|close)/g)].map(([, code]) =>
    element(
      'button',
      { type: 'button', onclick: () => post('/reply-sms', { from, text: code }) },
      `Reply ${code}`,
    ),
  );

const STATUS_LABELS = { RUNNING: 'running', SUCCEEDED: 'ended', FAILED: 'failed', ABORTED: 'stopped' };

/** Why an execution ended, by the engine's code of the reason. */
const END_REASONS = {
  AlertClosed: 'The alert is closed.',
  Acknowledged: 'Somebody acknowledged the alert.',
  SnoozeEnded: 'The snooze has ended; notifications start again.',
  ActionRequested: 'A change of the alert was requested, which starts again or closes it.',
  NotificationsDue: 'The last notifications were sent; nothing more is planned.',
  NothingMoreDue: 'Everybody was notified; nothing more is planned.',
  AlertDeleted: 'The alert was deleted.',
  Superseded: 'A later execution is in charge of the alert.',
  Continued: 'A new execution continues, because the history of this one is nearly full.',
  SuppressedByPolicy: 'A notification policy suppresses the notifications.',
  BelowDedupThreshold: 'A notification policy waits until the alert has occurred more often.',
};

/** What a running execution does in a state. */
const STATE_LABELS = {
  Assess: 'deciding who is notified',
  WhatNext: 'deciding who is notified',
  NotifyAll: 'notifying several people',
  AnyMore: 'checking the results',
  RecordFailure: 'recording a failed notification',
  DeadLetterNotification: 'recording a failed notification',
};

const describeState = (state) =>
  STATE_LABELS[state] ?? (state?.startsWith('Send') ? `sending: ${state.slice('Send'.length)}` : 'starting');

const describeEnd = (reason) => END_REASONS[reason] ?? reason;

/** Alerts by id: their text and state, read again when one of their executions changes. */
const alerts = new Map();

async function loadAlert(id) {
  const response = await fetch(`/_local/alert.json?id=${encodeURIComponent(id)}`);
  if (response.ok) alerts.set(id, await response.json());
  return alerts.get(id);
}

/** Shows the alert's text on the card of its execution, and whether the execution ended without an acknowledge. */
async function describeAlert(card, { status }, alertId) {
  const alert = await loadAlert(alertId);
  if (!alert) return;
  card.querySelector('.subject').textContent = `${alert.priority} ${alert.message}`;
  const isUnanswered = status === 'SUCCEEDED' && alert.status === 'open' && !alert.acknowledged;
  card.classList.toggle('unanswered', isUnanswered);
  if (isUnanswered) card.querySelector('.pill').textContent = 'ended, nobody acknowledged';
}

/** A line with what the execution is doing, or how it ended. */
function statusLine({ status, current, waitingUntil, output, error, cause }) {
  if (status === 'RUNNING' && waitingUntil !== undefined) {
    return element(
      'p',
      { class: 'now' },
      `waiting until ${formatTime(waitingUntil)} UTC (in `,
      element('b', { 'data-until': waitingUntil }, duration(waitingUntil - now())),
      ')',
    );
  }
  const labels = {
    RUNNING: `${describeState(current)} …`,
    SUCCEEDED: describeEnd(String(output ?? '').replace(/^"|"$/g, '')),
    FAILED: `${error}: ${cause}`,
    ABORTED: cause ?? error ?? '',
  };
  return element('p', { class: 'now' }, labels[status] ?? status);
}

const parseAlertId = (input) => {
  try {
    return JSON.parse(input).alertId;
  } catch {
    return undefined;
  }
};

function stateChip(name, visit, position, isCurrent) {
  const kind = [
    visit.errors.length > 0 ? 'error' : '',
    visit.state.startsWith('Send') ? 'send' : '',
    isCurrent ? 'current' : '',
  ].join(' ');
  const title = `${formatTime(visit.enteredAt)}${visit.errors.length > 0 ? ` · ${visit.errors.at(-1).error}` : ''}`;
  const label = visit.index === undefined ? visit.state : `${visit.state} ${visit.index + 1}`;
  return element(
    'li',
    { class: kind },
    element('button', { type: 'button', title, onclick: () => showVisit(name, position) }, label),
  );
}

const SHOWN_EVALUATIONS = 4;
/** Names of executions whose earlier evaluations are expanded. */
const expanded = new Set();

/** The states in rows, one per evaluation: a new row starts when the execution returns to its first state. */
function evaluationRows({ name, status, visits }) {
  const last = visits.findLastIndex((visit) => visit.exitedAt === undefined);
  const rows = [];
  visits.forEach((visit, i) => {
    if (i === 0 || (visit.state === visits[0].state && visit.index === undefined)) {
      rows.push(
        element('ol', { class: 'states' }, element('li', { class: 'at' }, formatTime(visit.enteredAt))),
      );
    }
    rows.at(-1).append(stateChip(name, visit, i, i === last && status === 'RUNNING'));
  });
  const earlier = rows.slice(0, -SHOWN_EVALUATIONS);
  if (earlier.length === 0) return rows;
  const details = element(
    'details',
    { ontoggle: ({ target }) => (target.open ? expanded.add(name) : expanded.delete(name)) },
    element(
      'summary',
      {},
      `${earlier.length} earlier ${earlier.length === 1 ? 'evaluation' : 'evaluations'}`,
    ),
    ...earlier,
  );
  details.open = expanded.has(name);
  return [details, ...rows.slice(-SHOWN_EVALUATIONS)];
}

function executionCard(execution) {
  const { name, status, startedAt, input } = execution;
  const [, tinyId, run] = /^(\d+)-.*-(run.*)$/.exec(name) ?? [];
  const alertId = parseAlertId(input);
  const known = alerts.get(alertId);
  const card = element(
    'article',
    { class: `card ${status.toLowerCase()}`, id: `execution-${name}` },
    element(
      'div',
      { class: 'row' },
      element('b', { title: name }, tinyId ? `Alert #${tinyId} · ${run}` : name),
      element('span', { class: 'pill' }, STATUS_LABELS[status] ?? status),
      status === 'RUNNING' && alertId
        ? element(
            'button',
            { type: 'button', onclick: () => post('/acknowledge', { alertId }) },
            'Acknowledge',
          )
        : undefined,
      element('time', { class: 'end', title: 'started, UTC' }, formatTime(startedAt)),
    ),
    element('p', { class: 'subject' }, known ? `${known.priority} ${known.message}` : ''),
    statusLine(execution),
    ...evaluationRows(execution),
  );
  if (alertId && (!known || status !== 'RUNNING')) void describeAlert(card, execution, alertId);
  return card;
}

async function showVisit(name, position) {
  const execution = await (await fetch(`/_local/execution.json?name=${encodeURIComponent(name)}`)).json();
  const visit = execution.visits?.[position];
  if (!visit) return;
  const left = visit.exitedAt === undefined ? '' : ` – ${formatTime(visit.exitedAt)}`;
  const data = (title, value) => [
    element('h3', {}, title),
    element('pre', {}, value === undefined ? '–' : JSON.stringify(value, null, 2)),
  ];
  byId('details-body').replaceChildren(
    element(
      'h2',
      {},
      `${visit.state} `,
      element('small', {}, `${visit.type}, ${formatTime(visit.enteredAt)}${left}`),
    ),
    element('p', {}, element('small', {}, name)),
    ...visit.errors.map(({ at, error, cause }) => element('p', {}, `${formatTime(at)} ${error}: ${cause}`)),
    ...data('Input', visit.input),
    ...data('Output', visit.output),
  );
  byId('details').showModal();
}

function addCard(list, card) {
  const old = byId(card.id);
  if (old) old.replaceWith(card);
  else list.prepend(card);
  while (list.children.length > MAX_CARDS) list.lastElementChild.remove();
  byId('no-executions').hidden = byId('executions').children.length > 0;
  byId('no-messages').hidden = byId('messages').children.length > 0;
}

const events = new EventSource('/_local/events');
const on = (name, react) => events.addEventListener(name, ({ data }) => react(JSON.parse(data)));

on('snapshot', (snapshot) => {
  Object.assign(clock, { base: snapshot.now, at: performance.now(), scale: snapshot.timeScale });
  byId('scale').textContent = snapshot.timeScale === 1 ? '' : `${snapshot.timeScale} × speed`;
  byId('executions').replaceChildren();
  byId('messages').replaceChildren();
  for (const execution of snapshot.executions.toReversed())
    addCard(byId('executions'), executionCard(execution));
  for (const message of snapshot.messages) addCard(byId('messages'), messageCard(message));
});
on('execution', (execution) => addCard(byId('executions'), executionCard(execution)));
on('message', (message) => addCard(byId('messages'), messageCard(message)));
on('reset', () => {
  byId('messages').replaceChildren();
  byId('no-messages').hidden = false;
});

byId('create').addEventListener('click', () => post('/demo-alert'));
byId('reset').addEventListener('click', () => post('/reset-outbox'));

setInterval(() => {
  byId('clock').textContent = formatTime(now());
  for (const countdown of document.querySelectorAll('[data-until]')) {
    countdown.textContent = duration(Number(countdown.dataset.until) - now());
  }
}, 250);
